package dev.hearth.files;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;
import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.file.Files;

@AnalyzeClasses(packages = "dev.hearth.files", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String EDGES =
            "dev\\.hearth\\.files\\..*(Edge|Routes|GrpcService|FileSender|FileReceiver|Sweeper)";
    private static final String STORAGE = ".*(Repository|FileRow)";

    @ArchTest
    static final ArchRule packagesFormNoCycle = ArchitectureRules.packagesFormNoCycle("dev.hearth.files");

    @ArchTest
    static final ArchRule edgesReachStorageThroughDecisionsOnly =
            ArchitectureRules.edgesReachStorageThroughDecisionsOnly(EDGES, STORAGE);

    @ArchTest
    static final ArchRule nothingInsideCallsAnEdge = ArchitectureRules.nothingInsideCallsAnEdge(EDGES);

    @ArchTest
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();

    @ArchTest
    static final ArchRule onlyTheRegistryReadsAndWritesRows = classes()
            .that()
            .haveNameMatching(STORAGE)
            .should()
            .onlyBeAccessed()
            .byClassesThat()
            .haveNameMatching(STORAGE + "|.*FileRegistry.*|.*FileRow_.*");

    @ArchTest
    static final ArchRule onlyTheDiskBackendTouchesTheDisk = noClasses()
            .that()
            .resideOutsideOfPackage("dev.hearth.files.bytes..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Files.class, FileChannel.class, File.class);

    @ArchTest
    static final ArchRule theStorageKnowsNoRowsAndNoProtocols = noClasses()
            .that()
            .resideInAPackage("dev.hearth.files.bytes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.vertx.ext.web..", "jakarta.persistence..", "dev.hearth.proto..");

    @ArchTest
    static final ArchRule generatedMessagesStopAtTheGrpcEdge = noClasses()
            .that()
            .haveNameNotMatching(".*(FilesGrpcService.*|FileMapper|FileSender|FileReceiver.*|CredentialCheck)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.proto..");
}
