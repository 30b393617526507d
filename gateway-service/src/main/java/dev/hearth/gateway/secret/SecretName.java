package dev.hearth.gateway.secret;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a secret, which is the environment variable that apps read it from. Names that steer the interpreter, the
 * loader or the engine are refused: a secret is data for the app, never a way to change what runs.
 */
record SecretName(String value) implements Comparable<SecretName> {
    static final int MAX_LENGTH = 128;

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private static final Set<String> REFUSED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "PWD",
            "OLDPWD",
            "TMPDIR",
            "TEMP",
            "TMP",
            "LANG",
            "IFS",
            "ENV",
            "BASH_ENV",
            "SHELLOPTS",
            "BASHOPTS",
            "PS4",
            "CDPATH",
            "GLOBIGNORE",
            "PROMPT_COMMAND",
            "APP_ID",
            "WORKER_ID",
            "FILE_CACHE_DIR",
            "CUDA_VISIBLE_DEVICES",
            "LOCPATH",
            "NLSPATH",
            "GCONV_PATH",
            "GETCONF_DIR",
            "HOSTALIASES",
            "RES_OPTIONS",
            "NODE_OPTIONS",
            "NODE_PATH",
            "OPENSSL_CONF",
            "OPENSSL_MODULES",
            "OPENSSL_ENGINES");

    private static final Set<String> REFUSED_BEGINNINGS =
            Set.of("LD_", "DYLD_", "PYTHON", "HEARTH_", "MALLOC_", "GLIBC_", "BASH_FUNC_", "LC_");

    /** A name that may be set; refuses every other with a reason. */
    static SecretName require(String text) {
        if (!isName(text)) {
            throw SecretErrors.notAName(text);
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (REFUSED.contains(upper) || REFUSED_BEGINNINGS.stream().anyMatch(upper::startsWith)) {
            throw SecretErrors.refusedName(text);
        }
        return new SecretName(text);
    }

    /** Whether a secret may be called so, as far as its form goes. */
    static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(SecretName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
