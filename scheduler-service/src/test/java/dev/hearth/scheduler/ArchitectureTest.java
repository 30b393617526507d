package dev.hearth.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;

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
    static final ArchRule packagesFormNoCycle = ArchitectureRules.packagesFormNoCycle("dev.hearth.scheduler");

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
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();
}
