package dev.hearth.scheduler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hearth.scheduler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesRunFromTheEdgesInwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("edge")
            .definedBy("..api..")
            .layer("decisions")
            .definedBy("..leader..")
            .layer("outgoing")
            .definedBy("..relay..", "..watch..", "..engine..", "..placement..")
            .layer("storage")
            .definedBy("..storage..")
            .layer("domain")
            .definedBy("..task..", "..session..")
            .whereLayer("edge")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("decisions")
            .mayOnlyBeAccessedByLayers("edge")
            .whereLayer("outgoing")
            .mayOnlyBeAccessedByLayers("edge", "decisions")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("edge", "decisions");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.hearth.scheduler.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule thePlannerKnowsNoFramework = noClasses()
            .that()
            .resideInAPackage("..placement..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "io.vertx..", "jakarta..", "io.smallrye..", "io.grpc..", "dev.hearth.proto..");

    @ArchTest
    static final ArchRule onlyTheLeaderChangesTaskRows = noClasses()
            .that()
            .resideOutsideOfPackages("..leader..", "..storage..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(TaskWriter|TaskDeleter|StreamWriter|BatchStatement)(\\$.*)?");

    @ArchTest
    static final ArchRule noReflectionAndNoProxies = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("java.lang.reflect.."))
            .orShould()
            .callMethod(Class.class, "forName", String.class)
            .because("native images know only what is registered");
}
