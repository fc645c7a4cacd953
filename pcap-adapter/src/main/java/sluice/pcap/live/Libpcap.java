package sluice.pcap.live;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.pcap.os.Libc;

/**
 * The calls of libpcap 1.5 and later that are used here, as pcap(3PCAP) describes them; looked up
 * once. Pointers to handles are opaque.
 */
final class Libpcap {
    /** {@code PCAP_ERRBUF_SIZE}. */
    static final int ERROR_OCTETS = 256;

    private static final List<String> NAMES =
            List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so");
    private static final @Nullable SymbolLookup LIBRARY = library();

    private Libpcap() {}

    @SuppressWarnings("restricted")
    private static @Nullable SymbolLookup library() {
        if (Libc.problem().isPresent()) return null;
        for (String name : NAMES) {
            try {
                return SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException _) {
                // not under this name
            }
        }
        return null;
    }

    /** Why the library cannot be used here, or empty. */
    static Optional<String> problem() {
        Optional<String> system = Libc.problem();
        if (system.isPresent()) return system;
        return LIBRARY == null
                ? Optional.of(
                        "libpcap is not installed (looked for " + String.join(", ", NAMES) + ")")
                : Optional.empty();
    }

    /** The functions; touched only when there is no {@link #problem}. */
    static final class Calls {
        static final MethodHandle CREATE = call("pcap_create", ADDRESS, ADDRESS, ADDRESS);
        static final MethodHandle SET_SNAPLEN =
                call("pcap_set_snaplen", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SET_PROMISC =
                call("pcap_set_promisc", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SET_TIMEOUT =
                call("pcap_set_timeout", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SET_IMMEDIATE =
                call("pcap_set_immediate_mode", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SET_BUFFER =
                call("pcap_set_buffer_size", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle ACTIVATE = call("pcap_activate", JAVA_INT, ADDRESS);
        static final MethodHandle SET_NONBLOCK =
                call("pcap_setnonblock", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        static final MethodHandle SET_DIRECTION =
                call("pcap_setdirection", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SELECTABLE = call("pcap_get_selectable_fd", JAVA_INT, ADDRESS);
        static final MethodHandle DATALINK = call("pcap_datalink", JAVA_INT, ADDRESS);
        static final MethodHandle SET_FILTER = call("pcap_setfilter", JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle NEXT = call("pcap_next_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        static final MethodHandle INJECT =
                call("pcap_inject", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
        static final MethodHandle STATS = call("pcap_stats", JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle ERROR = call("pcap_geterr", ADDRESS, ADDRESS);
        static final MethodHandle STATUS_TEXT = call("pcap_statustostr", ADDRESS, JAVA_INT);
        static final MethodHandle CLOSE = callVoid("pcap_close", ADDRESS);
        static final MethodHandle FIND_ALL = call("pcap_findalldevs", JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle FREE_ALL = callVoid("pcap_freealldevs", ADDRESS);

        private Calls() {}

        private static MethodHandle call(
                String name, MemoryLayout result, MemoryLayout... arguments) {
            return handle(name, FunctionDescriptor.of(result, arguments));
        }

        private static MethodHandle callVoid(String name, MemoryLayout... arguments) {
            return handle(name, FunctionDescriptor.ofVoid(arguments));
        }

        @SuppressWarnings("restricted")
        private static MethodHandle handle(String name, FunctionDescriptor shape) {
            SymbolLookup library = java.util.Objects.requireNonNull(LIBRARY);
            return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
        }
    }

    /** Zero-ended text at a pointer that the library gave, at most {@link #ERROR_OCTETS} long. */
    @SuppressWarnings("restricted")
    static String text(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.reinterpret(ERROR_OCTETS * 4L).getString(0);
    }

    /** The handles' own types are right, so nothing but an error of the JVM comes here. */
    static AssertionError impossible(Throwable e) {
        return new AssertionError(e);
    }
}
