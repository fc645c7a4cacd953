package sluice.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads scenario files. */
public final class ScenarioFile {
    /** The scenarios that come with Sluice, by name. */
    public static final List<String> SHIPPED =
            List.of(
                    "app-intercept",
                    "block-list",
                    "capture-buffer",
                    "capture-dump",
                    "capture-filter",
                    "capture-position",
                    "capture-rings",
                    "capture-statistics",
                    "capture-thresholds",
                    "capture-vlan",
                    "decoding",
                    "detach",
                    "driver-verifier",
                    "drop-udp",
                    "embedded-loss",
                    "embedded-receive",
                    "esp",
                    "event-notification",
                    "filter-hook",
                    "firewall",
                    "firewall-capture",
                    "hook-contract",
                    "hooks",
                    "http-get",
                    "insert-driver",
                    "io-or-shared",
                    "killed-program",
                    "layer-costs",
                    "layers-of-filters",
                    "life-cycle",
                    "linux-lo",
                    "loopback-adapter",
                    "loopback-pair",
                    "lossy-link",
                    "lsp",
                    "matrix",
                    "module-protocol",
                    "ndis-hook",
                    "ndis-registration",
                    "old-pended-send",
                    "pacing",
                    "packet-filter",
                    "ping",
                    "pppoe",
                    "priority",
                    "promiscuous",
                    "raw-send",
                    "raw-sockets",
                    "record-header",
                    "ring-kinds",
                    "send-policies",
                    "sniffer",
                    "starving",
                    "tap-switch",
                    "tcp-adapts",
                    "tcp-back-pressure",
                    "tcp-bulk",
                    "tdi-filter",
                    "tun-captures",
                    "tun-vpn",
                    "udp-echo",
                    "udp-send-path",
                    "verdicts",
                    "vm-bridge",
                    "windows-loopback",
                    "winsock-shim");

    private static final int OCTETS_MAX = 4 * YamlTree.LENGTH_MAX;

    private ScenarioFile() {}

    /**
     * What came of a file: the scenario if nothing is wrong, else all that is wrong in the order of
     * the file.
     */
    public record Outcome(String file, Optional<Scenario> scenario, List<Problem> problems) {
        /** Keeps the list from changing. */
        public Outcome {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read; what is wrong in it is part of the outcome
     */
    public static Outcome read(Path file, Catalogue catalogue) throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(OCTETS_MAX + 1);
        }
        return read(file.toString(), octets, catalogue);
    }

    /** Reads a scenario that comes with Sluice; empty if there is none of that name. */
    public static Optional<Outcome> shipped(String name, Catalogue catalogue) {
        if (!SHIPPED.contains(name)) {
            return Optional.empty();
        }
        String resource = "/sluice/scenarios/" + name + ".yaml";
        try (InputStream in = ScenarioFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + resource);
            }
            return Optional.of(read(name + ".yaml", in.readAllBytes(), catalogue));
        } catch (IOException e) {
            throw new IllegalStateException("the program's own " + resource + " cannot be read", e);
        }
    }

    /** Reads a scenario from text. */
    public static Outcome read(String file, String text, Catalogue catalogue) {
        var problems = new Problems();
        Optional<Node> root = YamlTree.read(text, problems);
        if (root.isEmpty()) {
            return new Outcome(file, Optional.empty(), problems.inOrder());
        }
        new Check(problems).scenario(root.get());
        if (!(root.get() instanceof Node.Block)) {
            return new Outcome(file, Optional.empty(), problems.inOrder());
        }
        Scenario scenario = ScenarioBuilder.build(file, root.get(), catalogue, problems);
        return new Outcome(
                file,
                problems.isEmpty() ? Optional.of(scenario) : Optional.empty(),
                problems.inOrder());
    }

    private static Outcome read(String file, byte[] octets, Catalogue catalogue) {
        if (octets.length > OCTETS_MAX) {
            return wrong(file, "the file is longer than " + OCTETS_MAX + " octets");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            return read(file, text, catalogue);
        } catch (CharacterCodingException e) {
            return wrong(file, "this is not UTF-8 text");
        }
    }

    private static Outcome wrong(String file, String message) {
        return new Outcome(file, Optional.empty(), List.of(new Problem(Place.START, message)));
    }
}
