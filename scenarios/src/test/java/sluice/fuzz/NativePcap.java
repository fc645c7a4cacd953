package sluice.fuzz;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfInstruction;

/**
 * The calls of libpcap that compile a filter and read a file, for comparing with. Linux on 64 bits,
 * where {@code fmemopen} is in the C library.
 */
final class NativePcap {
    private static final int ERROR_OCTETS = 256;
    private static final int SNAP_LENGTH = 262_144;
    private static final int NANOSECONDS = 1;
    private static final @Nullable SymbolLookup LIBRARY = library();

    private NativePcap() {}

    @SuppressWarnings("restricted")
    private static @Nullable SymbolLookup library() {
        for (String name : List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so")) {
            try {
                return SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException _) {
                // not under this name
            }
        }
        return null;
    }

    /** Why there is nothing to compare with; empty if there is. */
    static Optional<String> problem() {
        if (LIBRARY == null) return Optional.of("libpcap is not installed");
        return Calls.VERSION.contains("1.10.3")
                ? Optional.empty()
                : Optional.of("it is " + Calls.VERSION + ", the filters are those of 1.10.3");
    }

    /** What libpcap made of an expression: a program, or its message. */
    record Compiled(List<BpfInstruction> program, String error) {}

    /**
     * A packet that libpcap read.
     *
     * @param nanos what 32 bits hold of it: our readers have no more of a field that is no fraction
     *     of a second
     */
    record Packet(long seconds, int nanos, int wireOctets, String octets) {}

    /**
     * A file as libpcap read it.
     *
     * @param opened false if it was refused
     * @param damaged true if reading ended with an error
     */
    record Reading(boolean opened, boolean damaged, List<Packet> packets, String error) {}

    /** {@code expression} holds no octet 0. */
    static Compiled compile(int dlt, String expression, boolean optimize, int netmask) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) Calls.OPEN_DEAD.invokeExact(dlt, SNAP_LENGTH);
            try {
                MemorySegment program = arena.allocate(16, 8);
                int status =
                        (int)
                                Calls.COMPILE.invokeExact(
                                        handle,
                                        program,
                                        arena.allocateFrom(expression),
                                        optimize ? 1 : 0,
                                        netmask);
                if (status != 0) return new Compiled(List.of(), error(handle));
                List<BpfInstruction> instructions = instructions(program);
                Calls.FREE_CODE.invokeExact(program);
                return new Compiled(instructions, "");
            } finally {
                Calls.CLOSE.invokeExact(handle);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static List<BpfInstruction> instructions(MemorySegment program) {
        int count = program.get(JAVA_INT, 0);
        MemorySegment first = program.get(ADDRESS, 8).reinterpret(8L * count);
        List<BpfInstruction> instructions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long at = 8L * i;
            instructions.add(
                    new BpfInstruction(
                            first.get(JAVA_SHORT, at) & 0xffff,
                            first.get(JAVA_BYTE, at + 2) & 0xff,
                            first.get(JAVA_BYTE, at + 3) & 0xff,
                            first.get(JAVA_INT, at + 4)));
        }
        return instructions;
    }

    @SuppressWarnings("restricted")
    private static String error(MemorySegment handle) throws Throwable {
        MemorySegment text = (MemorySegment) Calls.ERROR.invokeExact(handle);
        return text(text.reinterpret(ERROR_OCTETS));
    }

    private static String text(MemorySegment octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.byteSize() && octets.get(JAVA_BYTE, i) != 0; i++)
            text.append((char) (octets.get(JAVA_BYTE, i) & 0xff));
        return text.toString();
    }

    /** Reads {@code file}, which is not empty, to its end or to an error. */
    static Reading read(byte[] file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment octets = arena.allocateFrom(JAVA_BYTE, file);
            MemorySegment mode = arena.allocateFrom("rb");
            MemorySegment error = arena.allocate(ERROR_OCTETS);
            MemorySegment stream =
                    (MemorySegment) Calls.FMEMOPEN.invokeExact(octets, (long) file.length, mode);
            MemorySegment handle =
                    (MemorySegment) Calls.OPEN_OFFLINE.invokeExact(stream, NANOSECONDS, error);
            if (handle.address() == 0) {
                int _ = (int) Calls.FCLOSE.invokeExact(stream);
                return new Reading(false, true, List.of(), text(error));
            }
            try {
                return packets(arena, handle);
            } finally {
                Calls.CLOSE.invokeExact(handle);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static Reading packets(Arena arena, MemorySegment handle) throws Throwable {
        List<Packet> packets = new ArrayList<>();
        MemorySegment header = arena.allocate(ADDRESS);
        MemorySegment data = arena.allocate(ADDRESS);
        while (true) {
            int status = (int) Calls.NEXT.invokeExact(handle, header, data);
            if (status != 1) {
                boolean damaged = status == -1;
                return new Reading(true, damaged, packets, damaged ? error(handle) : "");
            }
            MemorySegment fields = header.get(ADDRESS, 0).reinterpret(24);
            int captured = fields.get(JAVA_INT, 16);
            byte[] octets = data.get(ADDRESS, 0).reinterpret(captured).toArray(JAVA_BYTE);
            packets.add(
                    new Packet(
                            fields.get(JAVA_LONG, 0),
                            (int) fields.get(JAVA_LONG, 8),
                            fields.get(JAVA_INT, 20),
                            Arrays.toString(octets)));
        }
    }

    /** The functions; touched only where the library is. */
    private static final class Calls {
        static final MethodHandle OPEN_DEAD =
                call("pcap_open_dead", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle COMPILE =
                call(
                        "pcap_compile",
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle FREE_CODE =
                call("pcap_freecode", FunctionDescriptor.ofVoid(ADDRESS));
        static final MethodHandle ERROR =
                call("pcap_geterr", FunctionDescriptor.of(ADDRESS, ADDRESS));
        static final MethodHandle CLOSE = call("pcap_close", FunctionDescriptor.ofVoid(ADDRESS));
        static final MethodHandle NEXT =
                call("pcap_next_ex", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle OPEN_OFFLINE =
                call(
                        "pcap_fopen_offline_with_tstamp_precision",
                        FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        static final MethodHandle FMEMOPEN =
                call("fmemopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        static final MethodHandle FCLOSE = call("fclose", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        static final String VERSION = version();

        private Calls() {}

        @SuppressWarnings("restricted")
        private static MethodHandle call(String name, FunctionDescriptor shape) {
            SymbolLookup library = java.util.Objects.requireNonNull(LIBRARY);
            Linker linker = Linker.nativeLinker();
            MemorySegment function =
                    library.find(name).or(() -> linker.defaultLookup().find(name)).orElseThrow();
            return linker.downcallHandle(function, shape);
        }

        @SuppressWarnings("restricted")
        private static String version() {
            MethodHandle version = call("pcap_lib_version", FunctionDescriptor.of(ADDRESS));
            try {
                return text(((MemorySegment) version.invokeExact()).reinterpret(ERROR_OCTETS));
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }
}
