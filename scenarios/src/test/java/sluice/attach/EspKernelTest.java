package sluice.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ESP of a driver against the kernel's: this machine's, or one started as a program. */
@Timeout(300)
class EspKernelTest {
    private static final String ALL =
            "24 pings, 8 datagrams and a stream of 200000 octets came back";

    @TempDir private Path folder;

    @Test
    void shouldProtectWhatItExchangesWithTheKernel() throws Exception {
        boolean[] here = {false};
        Namespace.with(() -> {
            here[0] = EspKernelCheck.kernelHasEsp();
            if (here[0]) AttachTest.asUnchecked(() -> EspKernelCheck.main(new String[0]));
        });
        if (here[0]) return;
        String missing = UserModeKernel.missing();
        if (missing != null) {
            String why = "this kernel has no ESP, and " + missing;
            System.err.println("skipped: " + why);
            Assumptions.abort(why);
        }
        String said =
                UserModeKernel.run(
                        folder,
                        EspKernelCheck.class,
                        "tun",
                        "xfrm_user",
                        "esp4",
                        "gcm",
                        "ghash-generic",
                        "ctr",
                        "seqiv");
        assertThat(said.lines().filter(line -> line.contains("came back")))
                .containsExactly(
                        "tunnel, mtu lower: " + ALL,
                        "tunnel, mtu link: " + ALL,
                        "transport, mtu lower: " + ALL,
                        "transport, mtu link: " + ALL,
                        "tunnel, mtu lower: nothing came back under another key");
    }
}
