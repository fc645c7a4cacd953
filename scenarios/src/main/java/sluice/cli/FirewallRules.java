package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.firewall.Complaint;
import sluice.firewall.HostDescription;
import sluice.firewall.HostFile;
import sluice.firewall.NotationFault;
import sluice.firewall.PacketNotation;
import sluice.firewall.PacketSpec;
import sluice.firewall.ReadRules;
import sluice.firewall.RulesReader;
import sluice.firewall.RulesText;
import sluice.firewall.Syntax;
import sluice.report.JsonText;

/** What the commands of {@code sluice firewall} have in common: their input. */
final class FirewallRules {
    private static final long RULES_OCTETS_MAX = 64L << 20;

    private FirewallRules() {}

    /** How rules are read. */
    record How(String syntax, boolean lenient, @Nullable Path ipset) {
        RulesReader.Options options() throws IOException {
            String sets = ipset == null ? "" : text(ipset);
            return new RulesReader.Options(lenient, sets, ipset == null ? "" : ipset.toString());
        }
    }

    /** The host. */
    record Where(String self, @Nullable Path host) {
        /** The host, if one is said. */
        Optional<HostDescription> description() throws IOException, Refused {
            if (!self.isEmpty() && host != null)
                throw new Refused("--self and --host exclude each other");
            try {
                if (!self.isEmpty()) return Optional.of(HostDescription.self(self));
                if (host != null) return Optional.of(HostFile.read(text(host)));
                return Optional.empty();
            } catch (NotationFault e) {
                String name = host == null ? "--self" : host.toString();
                throw new Refused("%s:%d: %s".formatted(name, e.column(), e.text()));
            }
        }
    }

    /** Input that is not understood; the message says where. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String text) {
            super(text);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    private static String text(Path file) throws IOException {
        Inputs.requireNoFolder(file);
        if (Files.size(file) > RULES_OCTETS_MAX)
            throw new IOException(file + ": larger than 64 MiB; expected rules");
        return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The rules of a file. */
    static RulesText read(Path file, How how) throws IOException, Refused {
        String text = text(file);
        Syntax syntax = Syntax.detect(text);
        if (!how.syntax.isEmpty()) {
            Optional<Syntax> said = Syntax.of(how.syntax);
            if (said.isEmpty())
                throw new Refused(
                        "--syntax " + how.syntax + ": expected iptables, ip6tables, nft or json");
            syntax = said.get();
        }
        return new RulesText(file.toString(), syntax, text);
    }

    /** The packets of some options. */
    static List<PacketSpec> packets(List<String> notations) throws Refused {
        List<PacketSpec> packets = new ArrayList<>();
        for (String notation : notations) {
            try {
                packets.addAll(PacketNotation.read(notation));
            } catch (NotationFault e) {
                throw new Refused(
                        "packet:%d: %s\n  %s\n  %s^"
                                .formatted(
                                        e.column(),
                                        e.text(),
                                        notation,
                                        " ".repeat(Math.max(0, e.column() - 1))));
            }
        }
        return packets;
    }

    /** Says why rules were not loaded; false if they were. */
    static boolean complain(ReadRules read, Console console) {
        if (read.loaded()) return false;
        List<String> lines = new ArrayList<>();
        for (Complaint each : read.errors()) lines.add(each.line());
        lines.add(
                "Nothing was evaluated; --lenient goes on without these lines and says so each"
                        + " time.");
        console.complain(lines);
        return true;
    }

    /** Prints what was left out. */
    static void ignored(ReadRules read, Console console) {
        for (Complaint each : read.ignored())
            console.out().println(console.palette().notable(each.ignoredLine()));
    }

    static void write(String name, List<Complaint> complaints, JsonText json) {
        json.name(name).beginArray();
        for (Complaint each : complaints) {
            json.beginObject()
                    .member("file", each.place().file())
                    .member("line", each.place().line())
                    .member("column", each.place().column())
                    .member("text", each.text())
                    .endObject();
        }
        json.endArray();
    }
}
