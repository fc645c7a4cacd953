package sluice.fuzz;

import java.util.Arrays;
import java.util.Locale;

/**
 * What can be fuzzed: each takes any octets and ends without an exception, or with an {@link
 * AssertionError} that says which law was broken.
 */
enum FuzzTarget {
    /** Text to the filter compiler. */
    FILTER(300, FilterFuzz::run),
    /** The same text to our compiler and to libpcap's. */
    FILTER_PEER(300, FilterPeerFuzz::run),
    /** Instructions to the validators, the interpreter and the compiler to byte code. */
    PROGRAM(2400, ProgramFuzz::run),
    /** Text to the reader of written programs. */
    PROGRAM_TEXT(1500, ProgramTextFuzz::run),
    /** Octets to the reader of pcap. */
    PCAP(2000, CaptureFuzz::pcap),
    /** Octets to the reader of pcapng. */
    PCAPNG(4000, CaptureFuzz::pcapng),
    /** The same file to our readers and to libpcap's. */
    CAPTURE_PEER(4000, CapturePeerFuzz::run),
    /** Octets to the dissector. */
    DECODE(1200, DecodeFuzz::run),
    /** Text to the reader of scenarios. */
    SCENARIO(4000, ScenarioFuzz::run);

    /** What a target does with an input. */
    interface Work {
        void on(byte[] input) throws Exception;
    }

    /** The longest input that the fuzzer makes. */
    final int lengthOctetsMax;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Work work;

    FuzzTarget(int lengthOctetsMax, Work work) {
        this.lengthOctetsMax = lengthOctetsMax;
        this.work = work;
    }

    /** As options and folders name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FuzzTarget of(String word) {
        return Arrays.stream(values())
                .filter(target -> target.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + word));
    }

    void run(byte[] input) throws Exception {
        work.on(input);
    }
}
