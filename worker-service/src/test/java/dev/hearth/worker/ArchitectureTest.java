package dev.hearth.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;

@AnalyzeClasses(packages = "dev.hearth.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesFormNoCycle = ArchitectureRules.packagesFormNoCycle("dev.hearth.worker");

    @ArchTest
    static final ArchRule theEngineKnowsNeitherDatabaseNorBroker = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "io.vertx.pgclient..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();

    @ArchTest
    static final ArchRule onlyTheJailStartsProcessesOfApps = noClasses()
            .that()
            .resideOutsideOfPackages("..jail..", "..environment..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule onlyEdgesKnowTheWire = noClasses()
            .that()
            .resideOutsideOfPackages("..control..", "..data..", "..catalog..", "..files..", "..secret..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.proto..");

    @ArchTest
    static final ArchRule decisionsDoNotKnowTheConversation = noClasses()
            .that()
            .resideOutsideOfPackages("..control..", "..health..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..control..");
}
