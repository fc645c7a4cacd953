package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice firewall ...}: what rules would do, before they are loaded. */
@Command(
        name = "firewall",
        description = "Say what a ruleset of iptables or nft would do, before it is loaded.",
        subcommands = {
            FirewallCommand.Check.class,
            FirewallCommand.Test.class,
            FirewallCommand.Diff.class,
            FirewallCommand.Trace.class,
            FirewallCommand.Listing.class
        })
final class FirewallCommand {
    private FirewallCommand() {}

    /** How rules are read, for all of these. */
    static final class Reading {
        @Option(
                names = "--syntax",
                paramLabel = "NAME",
                description =
                        "Language of the rules: iptables, ip6tables, nft or json (default: by their"
                                + " look).")
        private String syntax = "";

        @Option(
                names = "--lenient",
                description = "Leave out what is not understood, and say so with every answer.")
        private boolean lenient;

        @Option(
                names = "--ipset",
                paramLabel = "FILE",
                description = "Sets that the rules name, as \"ipset save\" prints them.")
        private @Nullable Path ipset;

        FirewallRules.How how() {
            return new FirewallRules.How(syntax, lenient, ipset);
        }
    }

    /** The host, for those that send packets. */
    static final class HostChoice {
        @Option(
                names = "--self",
                paramLabel = "A/L@IFACE,...",
                description =
                        "Addresses of the host the rules stand on:"
                                + " 192.0.2.1/24@eth0,10.0.0.1/24@eth1.")
        private String self = "";

        @Option(
                names = "--host",
                paramLabel = "FILE",
                description = "The host as its own tools print it; see --recipe.")
        private @Nullable Path host;

        FirewallRules.Where where() {
            return new FirewallRules.Where(self, host);
        }
    }

    /** {@code sluice firewall check RULES}. */
    @Command(
            name = "check",
            description =
                    "Say what is not understood in a ruleset, and which rules can never match, and"
                            + " why.")
    static final class Check implements Asking {
        @Parameters(paramLabel = "RULES", description = "The file.")
        private @Nullable Path rules;

        @picocli.CommandLine.Mixin private Reading reading = new Reading();

        @Option(
                names = "--fail-on-findings",
                description = "End with 1 if a rule can never match or was left out.")
        private boolean failOnFindings;

        @Override
        public Request request() {
            return new FirewallCheckRequest(requireNonNull(rules), reading.how(), failOnFindings);
        }
    }

    /** {@code sluice firewall test RULES ...}. */
    @Command(
            name = "test",
            description = "Send packets through a ruleset, and say what becomes of each and why.")
    static final class Test implements Asking {
        @Parameters(paramLabel = "RULES", arity = "0..1", description = "The file.")
        private @Nullable Path rules;

        @picocli.CommandLine.Mixin private Reading reading = new Reading();
        @picocli.CommandLine.Mixin private HostChoice host = new HostChoice();

        @Option(
                names = "--packet",
                paramLabel = "NOTATION",
                description =
                        "A packet, or several with \";\" between: \"in eth0 tcp 10.0.0.5:40000 >"
                                + " 192.0.2.1:22 syn\".")
        private List<String> packets = List.of();

        @Option(
                names = "--capture",
                paramLabel = "FILE",
                description = "The packets of a capture file.")
        private @Nullable Path capture;

        @Option(
                names = "--write",
                paramLabel = "FILE",
                description =
                        "Write the capture again, with verdict and rule in a comment of each"
                                + " packet.")
        private @Nullable Path write;

        @Option(
                names = "--expect",
                paramLabel = "VERDICT",
                description =
                        "End with 1 unless each packet meets with this: accept, drop or reject.")
        private String expect = "";

        @Option(
                names = "--recipe",
                description = "Print the line for a shell that makes a host file, and end.")
        private boolean recipe;

        @Override
        public Request request() {
            return new FirewallTestRequest(
                    rules, reading.how(), host.where(), packets, capture, write, expect, recipe);
        }
    }

    /** {@code sluice firewall diff OLD NEW}. */
    @Command(name = "diff", description = "Look for packets that two rulesets treat differently.")
    static final class Diff implements Asking {
        @Parameters(index = "0", paramLabel = "OLD", description = "A file.")
        private @Nullable Path before;

        @Parameters(index = "1", paramLabel = "NEW", description = "Another file.")
        private @Nullable Path after;

        @picocli.CommandLine.Mixin private Reading reading = new Reading();
        @picocli.CommandLine.Mixin private HostChoice host = new HostChoice();

        @Option(
                names = "--packet",
                paramLabel = "NOTATION",
                description =
                        "Packets that both get first, one after the other, beside those made from"
                                + " the rules.")
        private List<String> packets = List.of();

        @Option(
                names = "--capture",
                paramLabel = "FILE",
                description = "The packets of a capture file, in place of made ones.")
        private @Nullable Path capture;

        @Override
        public Request request() {
            return new FirewallDiffRequest(
                    requireNonNull(before),
                    requireNonNull(after),
                    reading.how(),
                    host.where(),
                    packets,
                    capture);
        }
    }

    /** {@code sluice firewall trace RULES ...}. */
    @Command(
            name = "trace",
            description =
                    "Send packets through a ruleset, and print what the kernel's own trace would"
                            + " print.")
    static final class Trace implements Asking {
        @Parameters(paramLabel = "RULES", description = "The file.")
        private @Nullable Path rules;

        @picocli.CommandLine.Mixin private Reading reading = new Reading();
        @picocli.CommandLine.Mixin private HostChoice host = new HostChoice();

        @Option(
                names = "--packet",
                required = true,
                paramLabel = "NOTATION",
                description = "A packet, or several with \";\" between.")
        private List<String> packets = List.of();

        @Override
        public Request request() {
            return new FirewallTraceRequest(
                    requireNonNull(rules), reading.how(), host.where(), packets);
        }
    }

    /** {@code sluice firewall list RULES}. */
    @Command(
            name = "list",
            description =
                    "Write a ruleset anew, as nft list ruleset or iptables-save would; with"
                            + " --format json, rules of nft as nft -j would.")
    static final class Listing implements Asking {
        @Parameters(paramLabel = "RULES", description = "The file.")
        private @Nullable Path rules;

        @picocli.CommandLine.Mixin private Reading reading = new Reading();

        @Override
        public Request request() {
            return new FirewallListRequest(requireNonNull(rules), reading.how());
        }
    }
}
