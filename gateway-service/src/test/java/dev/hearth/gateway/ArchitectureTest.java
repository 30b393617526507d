package dev.hearth.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hearth.gateway.scheduler.SchedulerClient;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Edges → decisions → storage, one way to the scheduler, no cycles, nothing a native image would miss. */
class ArchitectureTest {
    private static final String EDGES = "dev\\.hearth\\.gateway\\..*(Resource|Routes|GrpcService)";
    private static final String STORAGE = ".*(Repository|Row)";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hearth.gateway");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.hearth.gateway.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void edgesReachStorageThroughDecisionsOnly() {
        noClasses()
                .that()
                .haveNameMatching(EDGES)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(STORAGE)
                .check(classes);
    }

    @Test
    void nothingInsideCallsAnEdge() {
        noClasses()
                .that()
                .haveNameNotMatching(EDGES + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(EDGES)
                .check(classes);
    }

    @Test
    void onlyTheSchedulerPackageSpeaksToTheScheduler() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.gateway.scheduler..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.hearth\\.proto\\.v1\\.(Mutiny)?TasksGrpc.*")
                .check(classes);
        classes()
                .that()
                .resideInAPackage("dev.hearth.gateway.scheduler..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("dev.hearth.gateway.catalog..", "dev.hearth.gateway.http..")
                .check(classes);
    }

    @Test
    void theHotPathTouchesNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.hearth.gateway.run..",
                        "dev.hearth.gateway.stream..",
                        "dev.hearth.gateway.task..",
                        "dev.hearth.gateway.route..",
                        "dev.hearth.gateway.http..",
                        SchedulerClient.class.getPackageName() + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.vertx.mutiny.sqlclient..")
                .check(classes);
    }

    @Test
    void onlyTheMappersOfTasksKnowTheWiresForm() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.hearth.gateway.http..", "dev.hearth.gateway.route..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hearth.proto..")
                .check(classes);
    }

    @Test
    void nothingReflectsAtRunTime() {
        noClasses()
                .that()
                .haveNameNotMatching(".*_(Subclass|ClientProxy|Bean|Observer.*)|.*Row_?(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Proxy.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(classes);
    }
}
