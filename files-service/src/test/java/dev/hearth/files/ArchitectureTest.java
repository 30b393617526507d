package dev.hearth.files;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String EDGES = ".*(Edge|Routes|GrpcService|FileSender|FileReceiver|Sweeper)";
    private static final String STORAGE = ".*(Repository|FileRow)";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hearth.files");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.hearth.files.(*)..").should().beFreeOfCycles().check(classes);
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
    void onlyTheRegistryReadsAndWritesRows() {
        classes()
                .that()
                .haveNameMatching(STORAGE)
                .should()
                .onlyBeAccessed()
                .byClassesThat()
                .haveNameMatching(STORAGE + "|.*FileRegistry.*|.*FileRow_.*")
                .check(classes);
    }

    @Test
    void onlyTheDiskBackendTouchesTheDisk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.files.bytes..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.nio.file.Files.class, java.nio.channels.FileChannel.class, java.io.File.class)
                .check(classes);
    }

    @Test
    void theStorageKnowsNoRowsAndNoProtocols() {
        noClasses()
                .that()
                .resideInAPackage("dev.hearth.files.bytes..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.vertx.ext.web..", "jakarta.persistence..", "dev.hearth.proto..")
                .check(classes);
    }

    @Test
    void generatedMessagesStopAtTheGrpcEdge() {
        noClasses()
                .that()
                .haveNameNotMatching(".*(FilesGrpcService.*|FileMapper|FileSender|FileReceiver.*|CredentialCheck)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hearth.proto..")
                .check(classes);
    }

    @Test
    void nothingUsesReflectionOrDynamicProxies() {
        noClasses()
                .that(JavaClass.Predicates.resideInAPackage("dev.hearth.files.."))
                .and()
                .haveNameNotMatching(".*FileRow_?") // Hibernate's enhancer adds to it
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
