package sluice.rules.statement;

import sluice.netfilter.NetInterface;
import sluice.rules.Evaluation;

/** The line of {@link Log} ({@code nf_log_syslog}). */
final class LogLine {
    private LogLine() {}

    static String of(Evaluation packet, Log log) {
        NetInterface in = packet.in();
        NetInterface out = packet.out();
        return log.prefix()
                + "IN="
                + (in == null ? "" : in.name())
                + " OUT="
                + (out == null ? "" : out.name())
                + " LEN="
                + packet.lengthOctets();
    }
}
