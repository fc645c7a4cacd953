package sluice.firewall;

import java.util.List;
import java.util.Optional;

/**
 * Two rulesets on two hosts that are otherwise the same. Both get the same packets one after the
 * other, and each keeps its own connections, sets and limits; what one of them forgets or
 * translates shows in a later packet.
 */
final class RulesetPair implements AutoCloseable {
    private final FirewallHost before;
    private final FirewallHost after;
    private final ReadRules beforeRules;
    private final ReadRules afterRules;
    private final boolean sameLanguage;

    /**
     * Makes both hosts and loads the rules.
     *
     * @throws NotationFault if the description cannot be made into a host
     */
    RulesetPair(
            HostDescription host, RulesText before, RulesText after, RulesReader.Options options)
            throws NotationFault {
        this.before = new FirewallHost(host);
        this.after = new FirewallHost(host);
        beforeRules = RulesReader.load(this.before.linux(), before, options);
        afterRules = RulesReader.load(this.after.linux(), after, options);
        sameLanguage = before.syntax() == after.syntax();
    }

    ReadRules beforeRules() {
        return beforeRules;
    }

    ReadRules afterRules() {
        return afterRules;
    }

    FirewallHost before() {
        return before;
    }

    FirewallHost after() {
        return after;
    }

    /** Sends one copy of a packet to both; empty if both answer alike. */
    Optional<RulesDiff.Different> send(PacketSpec packet) throws NotationFault {
        return compared(answer(before, packet), answer(after, packet));
    }

    // A reply to what got nowhere is not sent: on the other host it may have got somewhere.
    private static Answer answer(FirewallHost host, PacketSpec packet) throws NotationFault {
        if (!(packet.content() instanceof PacketSpec.Reply)) return host.send(packet);
        try {
            return host.send(packet);
        } catch (NotationFault e) {
            return new Answer(
                    packet,
                    Answer.Verdict.DROP,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    "",
                    "",
                    "not sent: " + e.text());
        }
    }

    /**
     * Both answers, if verdict or translation differ or, where both rulesets are written in one
     * language, the rule that decided. A rule is the same if it stands in the same chain with the
     * same words; its number does not count.
     */
    Optional<RulesDiff.Different> compared(Answer one, Answer other) {
        boolean same =
                one.verdict() == other.verdict()
                        && one.translation().equals(other.translation())
                        && (!sameLanguage || decidedBy(one).equals(decidedBy(other)));
        return same ? Optional.empty() : Optional.of(new RulesDiff.Different(one, other, 1));
    }

    private static String decidedBy(Answer answer) {
        return answer.decision()
                .map(step -> step.table() + " " + step.chain() + " " + step.text())
                .orElse("");
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
