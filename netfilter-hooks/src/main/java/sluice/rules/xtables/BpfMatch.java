package sluice.rules.xtables;

import sluice.bpf.PacketProgram;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** A socket filter over the packet from its IP header on ({@code xt_bpf.c}): matches if not 0. */
public record BpfMatch(PacketProgram program) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int length = packet.lengthOctets();
        int kept = program.run(packet.octets(), packet.networkOffset(), length, length);
        return kept != 0 ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean pure() {
        return true;
    }
}
