package sluice.attach;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace of a test's own: a thread that leaves the machine's (unshare(2)). Sockets,
 * devices, threads and processes that it makes are in there; all goes with it.
 */
public final class Namespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Namespace() {}

    /** What runs inside. */
    public interface Inside {
        void run() throws Exception;
    }

    /** Runs {@code test} in a new namespace with {@code lo} up, or skips it saying why. */
    public static void with(Inside test) throws Exception {
        String missing = missing();
        if (missing != null) {
            System.err.println("skipped: " + missing);
            Assumptions.abort(missing);
        }
        var thrown = new AtomicReference<@Nullable Throwable>();
        Thread inside =
                Thread.ofPlatform()
                        .name("namespace")
                        .unstarted(() -> {
                            try {
                                leave();
                                ip("link set dev lo up");
                                test.run();
                            } catch (Throwable failure) {
                                thrown.set(failure);
                            }
                        });
        inside.start();
        inside.join();
        switch (thrown.get()) {
            case null -> {}
            case Exception failure -> throw failure;
            case Error failure -> throw failure;
            default -> throw new AssertionError(thrown.get());
        }
    }

    private static @Nullable String missing() throws IOException {
        Path self = Path.of("/proc/self/status");
        if (!Files.exists(self)) return "network namespaces need Linux";
        boolean root = Files.readAllLines(self).contains("Uid:\t0\t0\t0\t0");
        if (!root) return "network namespaces need root";
        if (!Files.exists(Path.of("/dev/net/tun"))) return "there is no /dev/net/tun";
        if (!Files.exists(Path.of("/usr/sbin/ip")) && !Files.exists(Path.of("/sbin/ip"))) {
            return "there is no ip command (iproute2)";
        }
        return null;
    }

    @SuppressWarnings("restricted")
    private static void leave() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle unshare =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("unshare"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        int status = (int) unshare.invokeExact(CLONE_NEWNET);
        if (status != 0) {
            System.err.println("skipped: no namespace may be made here");
            Assumptions.abort("no namespace may be made here");
        }
    }

    /** Runs {@code ip WORDS} inside. */
    public static void ip(String words) throws IOException, InterruptedException {
        Path ip =
                Files.exists(Path.of("/usr/sbin/ip"))
                        ? Path.of("/usr/sbin/ip")
                        : Path.of("/sbin/ip");
        var command = new java.util.ArrayList<>(List.of(ip.toString()));
        command.addAll(List.of(words.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("ip " + words + ": " + said);
        }
    }
}
