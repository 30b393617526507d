package dev.hearth.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;

/** Edges → decisions → storage, one way to the scheduler, no cycles, nothing a native image would miss. */
@AnalyzeClasses(packages = "dev.hearth.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String EDGES = "dev\\.hearth\\.gateway\\..*(Resource|Routes|GrpcService)";
    private static final String STORAGE = ".*(Repository|Row)";

    @ArchTest
    static final ArchRule packagesFormNoCycle = ArchitectureRules.packagesFormNoCycle("dev.hearth.gateway");

    @ArchTest
    static final ArchRule edgesReachStorageThroughDecisionsOnly =
            ArchitectureRules.edgesReachStorageThroughDecisionsOnly(EDGES, STORAGE);

    @ArchTest
    static final ArchRule nothingInsideCallsAnEdge = ArchitectureRules.nothingInsideCallsAnEdge(EDGES);

    @ArchTest
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();

    @ArchTest
    static final ArchRule onlyTheSchedulerPackageSpeaksToTheScheduler = noClasses()
            .that()
            .resideOutsideOfPackage("dev.hearth.gateway.scheduler..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("dev\\.hearth\\.proto\\.v1\\.(Mutiny)?TasksGrpc.*");

    @ArchTest
    static final ArchRule theSchedulerPackageKnowsNeitherCatalogNorHttp = classes()
            .that()
            .resideInAPackage("dev.hearth.gateway.scheduler..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("dev.hearth.gateway.catalog..", "dev.hearth.gateway.http..");

    @ArchTest
    static final ArchRule theHotPathTouchesNoDatabase = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.hearth.gateway.run..",
                    "dev.hearth.gateway.stream..",
                    "dev.hearth.gateway.task..",
                    "dev.hearth.gateway.route..",
                    "dev.hearth.gateway.http..",
                    "dev.hearth.gateway.scheduler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.vertx.mutiny.sqlclient..");

    @ArchTest
    static final ArchRule onlyTheMappersOfTasksKnowTheWiresForm = noClasses()
            .that()
            .resideInAnyPackage("dev.hearth.gateway.http..", "dev.hearth.gateway.route..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.proto..");
}
