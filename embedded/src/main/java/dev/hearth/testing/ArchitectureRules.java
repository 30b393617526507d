package dev.hearth.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** The rules that more than one part keeps. Names of classes are given as regular expressions, with their package. */
public final class ArchitectureRules {
    private static final String NESTED_CLASS = "(\\$.*)?";

    private ArchitectureRules() {}

    /** @param root of a package: those right below it are what may form no cycle */
    public static ArchRule packagesFormNoCycle(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    public static ArchRule edgesReachStorageThroughDecisionsOnly(String edges, String storage) {
        return noClasses()
                .that()
                .haveNameMatching(edges)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(storage);
    }

    public static ArchRule nothingInsideCallsAnEdge(String edges) {
        return noClasses()
                .that()
                .haveNameNotMatching(edges + NESTED_CLASS)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(edges);
    }

    /** Hibernate's enhancer adds reflection to rows. */
    public static ArchRule nothingReflectsAtRunTime() {
        return noClasses()
                .that()
                .haveNameNotMatching(".*Row_?" + NESTED_CLASS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "sun.misc..")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .because("native images know only what is registered");
    }
}
