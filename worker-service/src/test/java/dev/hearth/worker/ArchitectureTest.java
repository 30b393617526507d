package dev.hearth.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hearth.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("dev.hearth.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_NEITHER_DATABASE_NOR_BROKER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "io.vertx.pgclient..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule NO_REFLECTION_AND_NO_PROXIES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.lang.reflect..", "sun.misc..")
            .orShould()
            .callMethod(Class.class, "forName", String.class);

    @ArchTest
    static final ArchRule ONLY_THE_JAIL_STARTS_PROCESSES_OF_APPS = noClasses()
            .that()
            .resideOutsideOfPackages("..jail..", "..environment..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule ONLY_EDGES_KNOW_THE_WIRE = noClasses()
            .that()
            .resideOutsideOfPackages("..control..", "..data..", "..catalog..", "..files..", "..secret..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.proto..");

    @ArchTest
    static final ArchRule DECISIONS_DO_NOT_KNOW_THE_CONVERSATION = noClasses()
            .that()
            .resideOutsideOfPackages("..control..", "..health..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..control..");
}
