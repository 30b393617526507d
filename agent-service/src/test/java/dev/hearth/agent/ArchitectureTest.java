package dev.hearth.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String EDGES = ".*(Edge|GrpcService|Sweep)";
    private static final String STORAGE = ".*(Repository|Row|Store)";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hearth.agent");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.hearth.agent.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void edgesReachStorageThroughDecisionsOnly() {
        noClasses()
                .that()
                .haveNameMatching(EDGES)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(STORAGE)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void nothingInsideCallsAnEdge() {
        noClasses()
                .that()
                .haveNameNotMatching(EDGES + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.hearth\\.agent\\." + EDGES)
                .check(classes);
    }

    @Test
    void nothingUsesReflectionOrDynamicProxies() {
        noClasses()
                .that(JavaClass.Predicates.resideInAPackage("dev.hearth.agent.."))
                .and()
                .haveNameNotMatching(".*Row_?") // Hibernate's enhancer adds to it
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Proxy.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(classes);
    }
}
