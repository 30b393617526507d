package dev.hearth.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;

@AnalyzeClasses(packages = "dev.hearth.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.hearth.cli.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule knowsNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hearth.gateway..", "dev.hearth.scheduler..", "dev.hearth.worker..", "dev.hearth.files..");

    @ArchTest
    static final ArchRule theStackAndTheVerbsThatSpeakHttpMeetInTheRootCommandOnly = noClasses()
            .that()
            .resideInAPackage("dev.hearth.cli.stack..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.cli.remote..");

    @ArchTest
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();
}
