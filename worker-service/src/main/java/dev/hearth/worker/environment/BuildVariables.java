package dev.hearth.worker.environment;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Of an app's variables those that compilers and build tools look at. They decide what an environment holds. */
public final class BuildVariables {
    private static final Pattern NAMES =
            Pattern.compile("CC|CXX|C(XX|PP)?FLAGS|LDFLAGS|MAX_JOBS|MAKEFLAGS|FORCE_[A-Z_]+"
                    + "|(CMAKE|SKBUILD|GGML|LLAMA|TORCH|CUDA|FLASH_ATTENTION|DS_BUILD|PIP_NO_BUILD)_?[A-Z0-9_]*|[A-Z0-9_]*BUILD[A-Z0-9_]*"
                    + "|SETUPTOOLS_SCM_[A-Z0-9_]+");

    private BuildVariables() {}

    /** Sorted by name. */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> chosen = new TreeMap<>(environment);
        chosen.keySet().removeIf(name -> !NAMES.matcher(name).matches());
        return chosen;
    }
}
