package sluice.linuxstack;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which kernel a host runs, where that makes a difference here; all else is that of Linux 6.x for
 * both.
 */
public enum LinuxKernel {
    /** Of about 2003: {@code lo} refuses to be given a MAC address. */
    LINUX_2_4("2.4", false),
    /** Of today: {@code lo} accepts one and writes it into its frames; nobody looks at it. */
    LINUX_6("6", true);

    private final String word;
    private final boolean loopbackTakesAddress;

    LinuxKernel(String word, boolean loopbackTakesAddress) {
        this.word = word;
        this.loopbackTakesAddress = loopbackTakesAddress;
    }

    /** How a scenario names it. */
    public String word() {
        return word;
    }

    /** The kernel of that name. */
    public static Optional<LinuxKernel> named(String name) {
        return Arrays.stream(values()).filter(each -> each.word.equals(name)).findFirst();
    }

    /** Whether {@code ip link set lo address} is accepted ({@code loopback_setup}). */
    boolean loopbackTakesAddress() {
        return loopbackTakesAddress;
    }
}
