package dev.hearth.cli.console;

/**
 * What has to be put right when the user presses Ctrl-C while this is open: runs on the way out, and not at all once it
 * was closed.
 */
public final class Interruption implements AutoCloseable {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    public static Interruption runs(Runnable repair) {
        Thread hook = new Thread(repair, "interrupted");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already; what is done on the way out is seen through.
        }
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the hook does its work.
        }
    }
}
