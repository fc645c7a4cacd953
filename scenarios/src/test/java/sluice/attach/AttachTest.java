package sluice.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.cli.Main;
import sluice.edge.IpAddress;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.ShardEnd;
import sluice.pcap.tap.TapOptions;
import sluice.script.HostKind;
import sluice.script.Prefix;
import sluice.service.ServiceStats;

/** An emulated host behind a real TUN or TAP device, asked by the kernel of this machine. */
@Timeout(180)
class AttachTest {
    private static final long MAC = 0x0200_c000_0202L;
    private static final int ECHO_PORT = 7007;

    @TempDir private Path folder;

    private static AttachPlan plan(TapOptions device, HostKind kind, Optional<Path> capture) {
        return new AttachPlan(
                device,
                kind,
                List.of(prefix("192.0.2.2/24"), prefix("fd00:1::2/64")),
                List.of(IpAddress.require("192.0.2.1")),
                List.of(ServiceSpec.udpEcho(ECHO_PORT)),
                capture);
    }

    static Prefix prefix(String text) {
        return Prefix.checked(text).orElseThrow();
    }

    /** As the page on attaching says, without the sudo that root does not need. */
    static void setUp(String name, String mode) throws Exception {
        Namespace.ip("tuntap add dev " + name + " mode " + mode);
        Namespace.ip("address add 192.0.2.1/24 dev " + name);
        Namespace.ip("address add fd00:1::1/64 dev " + name + " nodad");
        Namespace.ip("link set dev " + name + " up");
    }

    static AttachedHost started(AttachPlan plan) throws Exception {
        return switch (AttachedHost.start(plan)) {
            case DeviceOpening.Opened<AttachedHost>(var host) -> host;
            case DeviceOpening.Refused<AttachedHost>(var problem) ->
                    throw new AssertionError(problem.toString());
        };
    }

    static byte[] octets(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (i * 31);
        return octets;
    }

    private static void echoes(String address, int length) throws Exception {
        byte[] sent = octets(length);
        var back = new DatagramPacket(new byte[65_536], 65_536);
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            socket.send(
                    new DatagramPacket(sent, length, InetAddress.getByName(address), ECHO_PORT));
            socket.receive(back);
        }
        assertThat(Arrays.copyOf(back.getData(), back.getLength())).isEqualTo(sent);
    }

    private static void refuses(String address) throws Exception {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            socket.connect(InetAddress.getByName(address), 9);
            socket.send(new DatagramPacket(octets(10), 10));
            assertThatThrownBy(() -> socket.receive(new DatagramPacket(new byte[10], 10)))
                    .isInstanceOf(PortUnreachableException.class);
        }
    }

    private static void answersTheKernel() throws Throwable {
        KernelPing.awaitAnswer("192.0.2.2");
        assertThat(KernelPing.ping("192.0.2.2", 56, 20)).isEqualTo(20);
        assertThat(KernelPing.ping("192.0.2.2", 3000, 20)).isEqualTo(20);
        assertThat(KernelPing.ping("fd00:1::2", 56, 20)).isEqualTo(20);
        assertThat(KernelPing.ping("fd00:1::2", 3000, 20)).isEqualTo(20);
        for (String address : List.of("192.0.2.2", "fd00:1::2")) {
            echoes(address, 1);
            echoes(address, 1472);
            echoes(address, 8000);
            refuses(address);
        }
    }

    static AttachResult finished(AttachedHost host) throws Exception {
        AttachSample before = host.sample();
        AttachResult result = host.finish();
        assertThat(result.end()).isEqualTo(new ShardEnd.Stopped());
        assertThat(result.unbalanced()).isEmpty();
        assertThat(result.breaches()).isEmpty();
        assertThat(result.last().nic().receivedFrames())
                .isGreaterThanOrEqualTo(before.nic().receivedFrames());
        assertThat(result.last().nic().refusedFrames()).isZero();
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerTheKernelBehindATap(HostKind kind) throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            Path file = folder.resolve("tap.pcapng");
            try (AttachedHost host =
                    started(plan(TapOptions.tap("tap0", MAC), kind, Optional.of(file)))) {
                assertThat(host.deviceIsUp()).isTrue();
                asUnchecked(AttachTest::answersTheKernel);
                AttachResult result = finished(host);
                assertThat(result.last().services()).hasSize(1);
                ServiceStats echo = result.last().services().getFirst();
                assertThat(echo.name()).isEqualTo("udp-echo:" + ECHO_PORT);
                assertThat(echo.asked()).isEqualTo(6);
                assertThat(echo.answered()).isEqualTo(6);
                assertThat(result.captureRecords().orElseThrow()).isGreaterThan(300);
            }
            assertThat(Files.size(file)).isGreaterThan(10_000);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerTheKernelBehindATun(HostKind kind) throws Exception {
        Namespace.with(() -> {
            setUp("tun0", "tun");
            try (AttachedHost host =
                    started(plan(TapOptions.tun("tun0", MAC), kind, Optional.empty()))) {
                asUnchecked(AttachTest::answersTheKernel);
                finished(host);
            }
        });
    }

    /** JUnit's and the foreign call's throwables in one. */
    interface Checked {
        void run() throws Throwable;
    }

    static void asUnchecked(Checked work) throws Exception {
        try {
            work.run();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldEndWhenTheDeviceGoesAwayAndSayOne() throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            AttachedHost host =
                    started(plan(TapOptions.tap("tap0", MAC), HostKind.LINUX, Optional.empty()));
            Namespace.ip("link del dev tap0");
            assertThat(host.awaitEnd(TimeUnit.SECONDS.toNanos(60))).isTrue();
            AttachResult result = host.finish();
            assertThat(result.end()).isInstanceOf(ShardEnd.DoorGone.class);
            assertThat(result.unbalanced()).isEmpty();
        });
    }

    @Test
    void shouldSayWhyADeviceCannotBeHad() throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            setUpOther();
            assertThat(problem(TapOptions.tap("tap7", MAC)))
                    .isEqualTo(DeviceProblem.Kind.INTERFACE);
            assertThat(problem(TapOptions.tap("no/name", MAC))).isEqualTo(DeviceProblem.Kind.NAME);
            assertThat(problem(TapOptions.tap("lo", MAC))).isEqualTo(DeviceProblem.Kind.REFUSED);
            assertThat(problem(TapOptions.tun("tap0", MAC))).isEqualTo(DeviceProblem.Kind.REFUSED);
            try (AttachedHost _ =
                    started(plan(TapOptions.tap("tap0", MAC), HostKind.LINUX, Optional.empty()))) {
                assertThat(problem(TapOptions.tap("tap0", MAC)))
                        .isEqualTo(DeviceProblem.Kind.IN_USE);
            }
        });
    }

    private static void setUpOther() throws Exception {
        Namespace.ip("tuntap add dev tun7 mode tun");
    }

    private static DeviceProblem.Kind problem(TapOptions device) throws Exception {
        return switch (AttachedHost.start(plan(device, HostKind.LINUX, Optional.empty()))) {
            case DeviceOpening.Opened<AttachedHost>(var host) -> {
                host.close();
                throw new AssertionError("opened");
            }
            case DeviceOpening.Refused<AttachedHost>(var problem) -> problem.kind();
        };
    }

    private record Ran(int code, String out, String err) {}

    private static Ran run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        arguments,
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ran(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayOnTheCommandLineWhatIsMissingAndWhatGivesIt() throws Exception {
        Namespace.with(() -> {
            Ran ran = run("attach", "--tap", "tap0", "--address", "192.0.2.2/24");
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err())
                    .isEqualTo(
                            """
                            sluice: there is no interface named tap0
                              try: sudo ip tuntap add dev tap0 mode tap user $USER && sudo ip address add 192.0.2.1/24 dev tap0 && sudo ip link set dev tap0 up
                            """);
        });
        assertThat(run("attach", "--address", "192.0.2.2/24").err())
                .contains("missing: --tap NAME or --tun NAME");
        assertThat(run("attach", "--tap", "t", "--address", "192.0.2.2").err())
                .contains("expected an address with its prefix");
        assertThat(
                        run(
                                        "attach",
                                        "--tap",
                                        "t",
                                        "--address",
                                        "192.0.2.2/24",
                                        "--serve",
                                        "http:80")
                                .err())
                .contains("expected udp-echo:PORT, tcp-echo:PORT");
    }

    @Test
    void shouldEndByItselfWithTotalsAsJson() throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            Ran ran =
                    run(
                            "attach",
                            "--tap",
                            "tap0",
                            "--address",
                            "192.0.2.2/24",
                            "--duration",
                            "200ms",
                            "--format",
                            "json");
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("\"device\":\"tap0\"", "\"ended\":\"time over\"");
        });
    }

    @Test
    void shouldEndWhenADriverHasStoppedTheMachine() throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            var ran = new CompletableFuture<Ran>();
            String[] words =
                    "attach --tap tap0 --address 192.0.2.2/24 --host windows --duration 60s --driver careless-driver:rule=S02,after=3"
                            .split(" ", -1);
            Thread.ofPlatform().start(() -> ran.complete(run(words)));
            asUnchecked(() -> KernelPing.awaitAnswer("192.0.2.2"));
            asUnchecked(() -> {
                for (int i = 0; i < 5 && !ran.isDone(); i++) KernelPing.ping("192.0.2.2", 9, 1, 1);
            });
            Ran ended = ran.get(30, TimeUnit.SECONDS);
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("bug check: host stopped at ", "S02 by careless-driver");
        });
    }

    @Test
    void shouldRefuseDriversAndHooksOfTheOtherHost() {
        assertThat(
                        run(
                                        "attach",
                                        "--tap",
                                        "t",
                                        "--address",
                                        "192.0.2.2/24",
                                        "--driver",
                                        "passthru")
                                .err())
                .contains("--driver stands in a Windows host; add --host windows");
    }

    /** The commands of the how-to, as root and for a while. */
    @Test
    void shouldDoWhatThePageSays() throws Exception {
        Path docs = Path.of(System.getProperty("sluice.root", ".."), "docs");
        Path page = docs.resolve("howto/attach.md");
        Matcher blocks =
                Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
        List<String> commands = new ArrayList<>();
        while (blocks.find()) commands.addAll(blocks.group(1).lines().toList());
        Namespace.with(() -> {
            var ran = new CompletableFuture<Ran>();
            for (String command : commands) {
                if (command.startsWith("sudo ip ")) {
                    Namespace.ip(command.substring("sudo ip ".length()).replace(" user $USER", ""));
                } else if (command.startsWith("./sluice ")) {
                    String here =
                            command.replace("tap0.pcapng", folder.resolve("tap0.pcapng").toString())
                                    .replace("=docs", "=" + docs);
                    String[] words =
                            (here.substring("./sluice ".length()) + " --duration 6s")
                                    .split(" ", -1);
                    Thread.ofPlatform().start(() -> ran.complete(run(words)));
                    asUnchecked(() -> KernelPing.awaitAnswer("192.0.2.2"));
                } else if (command.startsWith("curl ")) {
                    assertThat(AttachTcpTest.read(command.substring("curl ".length())))
                            .isEqualTo(Files.readString(docs.resolve("README.md")));
                } else {
                    assertThat(command).startsWith("ping -c 3 ").endsWith("192.0.2.2");
                    int octets = command.contains("-s 3000") ? 3000 : 56;
                    asUnchecked(
                            () -> assertThat(KernelPing.ping("192.0.2.2", octets, 3)).isEqualTo(3));
                }
            }
            Ran ended = ran.get(60, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).startsWith("tap0: ").contains("captured");
        });
        assertThat(commands).hasSize(7);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithTotalsWhenTheUserAsks(HostKind kind) throws Exception {
        Namespace.with(() -> {
            setUp("tap0", "tap");
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    "attach",
                                    "--tap",
                                    "tap0",
                                    "--host",
                                    kind.word(),
                                    "--address",
                                    "192.0.2.2/24",
                                    "--serve",
                                    "udp-echo:" + ECHO_PORT)
                            .start();
            try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(err.readLine())
                        .startsWith("attached to tap0: " + kind.word() + " host, 192.0.2.2/24");
                asUnchecked(() -> KernelPing.awaitAnswer("192.0.2.2"));
                echoes("192.0.2.2", 100);
                process.toHandle().destroy(); // SIGTERM; Ctrl-C takes the same way
                String out =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(out).isZero();
                assertThat(out)
                        .contains("as 192.0.2.2 (" + kind.word() + ")")
                        .containsPattern("udp-echo:7007 +1 +asked +1 +answered");
            } finally {
                process.destroyForcibly();
            }
        });
    }
}
