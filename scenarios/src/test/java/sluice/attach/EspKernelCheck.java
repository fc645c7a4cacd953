package sluice.attach;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sluice.live.DeviceOpening;
import sluice.pcap.tap.TapOptions;
import sluice.run.ChosenParts;
import sluice.script.HostKind;

/**
 * ESP between the driver {@code esp} on an emulated Windows host and {@code ip xfrm} of the kernel
 * that this runs on. Without JUnit, so that it also runs where a kernel was started for it.
 */
final class EspKernelCheck {
    private static final String KEY_OF_HOST = "000102030405060708090a0b0c0d0e0f10111213";
    private static final String KEY_OF_KERNEL = "202122232425262728292a2b2c2d2e2f30313233";
    private static final String KERNEL = "192.0.2.1";
    private static final String HOST = "192.0.2.2";
    private static final int PORT = 7;
    private static final int STREAM_OCTETS = 200_000;
    private static final Path MISTAKES = Path.of("/proc/net/xfrm_stat");

    private EspKernelCheck() {}

    /** Both modes, with a smaller MTU told or not, and a wrong key; says so, and ends with 0. */
    public static void main(String[] arguments) throws Throwable {
        for (String mode : List.of("tunnel", "transport")) {
            for (String mtu : List.of("lower", "link")) System.out.println(run(mode, mtu));
        }
        System.out.println(runWithAnotherKey());
    }

    /** Whether the kernel knows ESP with AES-GCM; the namespace's {@code lo} is all it needs. */
    static boolean kernelHasEsp() throws InterruptedException {
        try {
            state("add", KERNEL, HOST, 0x7001, KEY_OF_KERNEL, "transport");
            state("delete", KERNEL, HOST, 0x7001, "", "");
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Echoes of the host, asked by the kernel, all by ESP: it refuses what comes in clear. */
    static String run(String mode, String mtu) throws Throwable {
        return with(
                mode,
                mtu,
                KEY_OF_HOST,
                () -> {
                    KernelPing.awaitAnswer(HOST);
                    int answered = 0;
                    for (int octets :
                            new int[] {0, 1, 2, 3, 56, 1400, 1410, 1420, 1440, 1472, 3000, 8000})
                        answered += KernelPing.ping(HOST, octets, 2);
                    if (answered != 24)
                        throw new AssertionError(mode + ": pings answered " + answered);
                    for (int octets : new int[] {0, 1, 1393, 1418, 1419, 1438, 1472, 8000})
                        datagram(octets);
                    stream();
                    return "24 pings, 8 datagrams and a stream of %d octets came back"
                            .formatted(STREAM_OCTETS);
                });
    }

    /** The same with a key that differs in one bit: the kernel takes nothing. */
    static String runWithAnotherKey() throws Throwable {
        long before = mistakes();
        String said =
                with(
                        "tunnel",
                        "lower",
                        KEY_OF_HOST.replace("13", "12"),
                        () -> {
                            for (int i = 0; i < 5; i++) {
                                try (var socket = new DatagramSocket()) {
                                    socket.setSoTimeout(100);
                                    var text =
                                            new DatagramPacket(
                                                    new byte[9],
                                                    9,
                                                    InetAddress.getByName(HOST),
                                                    PORT);
                                    socket.send(text);
                                    socket.receive(text);
                                    throw new AssertionError("answered under another key");
                                } catch (java.net.SocketTimeoutException _) {
                                    // as it has to be
                                }
                            }
                            return "nothing came back under another key";
                        });
        if (mistakes() == before) throw new AssertionError("the kernel counted no mistake");
        return said;
    }

    private interface Asked {
        String ask() throws Throwable;
    }

    private static String with(String mode, String mtu, String keyOfHost, Asked asked)
            throws Throwable {
        Namespace.ip("tuntap add dev tap0 mode tap");
        Namespace.ip("address add 192.0.2.1/24 dev tap0");
        Namespace.ip("link set dev tap0 up");
        state("add", HOST, KERNEL, 0x1001, KEY_OF_HOST, mode);
        state("add", KERNEL, HOST, 0x2002, KEY_OF_KERNEL, mode);
        policy("out", KERNEL, HOST, mode);
        policy("in", HOST, KERNEL, mode);
        var plan =
                new AttachPlan(
                        TapOptions.tap("tap0", 0x0200_c000_0202L),
                        HostKind.WINDOWS,
                        List.of(AttachTest.prefix("192.0.2.2/24")),
                        List.of(),
                        List.of(
                                ServiceSpec.udpEcho(PORT),
                                new ServiceSpec.Plain(ServiceSpec.Kind.TCP_ECHO, PORT)),
                        Optional.empty());
        var parts = new ChosenParts(List.of());
        String driver =
                "esp:local=%s,peer=%s,mode=%s,mtu=%s,spi-out=4097,spi-in=8194,key-out=%s,key-in=%s"
                        .formatted(HOST, KERNEL, mode, mtu, keyOfHost, KEY_OF_KERNEL);
        try (AttachedHost host =
                switch (AttachedHost.start(
                        plan, parts.windows(List.of(driver), Optional.empty()))) {
                    case DeviceOpening.Opened<AttachedHost>(var opened) -> opened;
                    case DeviceOpening.Refused<AttachedHost>(var problem) ->
                            throw new AssertionError(problem.toString());
                }) {
            String said = asked.ask();
            AttachResult result = host.finish();
            if (!result.unbalanced().isEmpty()) throw new AssertionError(result.unbalanced());
            if (!result.breaches().isEmpty()) throw new AssertionError(result.breaches());
            return "%s, mtu %s: %s".formatted(mode, mtu, said);
        } finally {
            Namespace.ip("xfrm policy flush");
            Namespace.ip("xfrm state flush");
            Namespace.ip("link del dev tap0");
        }
    }

    private static void state(String what, String from, String to, int spi, String key, String mode)
            throws IOException, InterruptedException {
        String name = "xfrm state %s src %s dst %s proto esp spi %d".formatted(what, from, to, spi);
        Namespace.ip(
                key.isEmpty()
                        ? name
                        : name
                                + " mode %s replay-window 32 aead rfc4106(gcm(aes)) 0x%s 128"
                                        .formatted(mode, key));
    }

    private static void policy(String way, String from, String to, String mode)
            throws IOException, InterruptedException {
        Namespace.ip(
                "xfrm policy add src %s dst %s dir %s tmpl src %s dst %s proto esp mode %s"
                        .formatted(from, to, way, from, to, mode));
    }

    private static long mistakes() throws IOException {
        return Files.readAllLines(MISTAKES).stream()
                .filter(line -> line.startsWith("XfrmInStateProtoError"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static void datagram(int octets) throws IOException {
        byte[] sent = AttachTest.octets(octets);
        var back = new DatagramPacket(new byte[9000], 9000);
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            socket.send(new DatagramPacket(sent, octets, InetAddress.getByName(HOST), PORT));
            socket.receive(back);
        }
        if (!Arrays.equals(sent, Arrays.copyOf(back.getData(), back.getLength())))
            throw new AssertionError("a datagram of " + octets + " octets came back otherwise");
    }

    private static void stream() throws IOException, InterruptedException {
        byte[] sent = AttachTest.octets(STREAM_OCTETS);
        try (var socket = new Socket(InetAddress.getByName(HOST), PORT)) {
            socket.setSoTimeout(20_000);
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    socket.getOutputStream().write(sent);
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            byte[] back = socket.getInputStream().readNBytes(STREAM_OCTETS);
            writer.join();
            if (!Arrays.equals(sent, back))
                throw new AssertionError("the stream came back otherwise");
        }
    }
}
