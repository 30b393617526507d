package dev.hearth.agent;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.testing.ArchitectureRules;

@AnalyzeClasses(packages = "dev.hearth.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String EDGES = "dev\\.hearth\\.agent\\..*(Edge|GrpcService|Sweep)";
    private static final String STORAGE = ".*(Repository|Row|Store)";

    @ArchTest
    static final ArchRule packagesFormNoCycle = ArchitectureRules.packagesFormNoCycle("dev.hearth.agent");

    @ArchTest
    static final ArchRule edgesReachStorageThroughDecisionsOnly =
            ArchitectureRules.edgesReachStorageThroughDecisionsOnly(EDGES, STORAGE);

    @ArchTest
    static final ArchRule nothingInsideCallsAnEdge = ArchitectureRules.nothingInsideCallsAnEdge(EDGES);

    @ArchTest
    static final ArchRule nothingReflectsAtRunTime = ArchitectureRules.nothingReflectsAtRunTime();
}
