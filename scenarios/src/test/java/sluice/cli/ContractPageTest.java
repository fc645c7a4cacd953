package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import sluice.netfilter.ContractRule;

/** The page of the hook contract says what the code says; written anew with -Dsluice.renew=true. */
class ContractPageTest {
    private static final String INTRODUCTION =
            """
            # The hook contract

            What the Linux kernel expects of a hook function, and what becomes of it there if the hook does something else. Sluice looks for
            each breach: some always, since it costs nothing; the others while a verifier is on, which is slower by far
            ([Find a breach](../howto/find-a-breach.md) shows how).

            A breach is entered in the run's book: rule, hook, packet, and what had happened to the packet. The packet is lost under
            `HOOK_BROKE_CONTRACT` if it is still there (`HOOK_OOPS`, `REPEATED_WITHOUT_END` and `NESTED_TOO_DEEP` for `N20`, `N07` and `N25`),
            the run goes on, and `sluice` ends with status 3. Catching an exception does not undo it. The first breach of a call counts; what
            follows from it is not told.

            Severity: *fatal*, the kernel crashes, hangs or corrupts memory; *error*, it goes on and packets or memory are lost; *warning*, it
            complains or does what was hardly meant.

            """;

    private static final String LEGAL =
            """

            ## What is no breach

            - A checksum that was wrong before the hook was asked; one of a fragment; one that does not matter (a packet that came over `lo`);
              a UDP checksum of zero.
            - A stolen packet that is kept and sent on later by `HookState.okfn`, or ended later. Only what is still where it was stolen when
              nothing is left to do was forgotten (`N06`); a run that is cut off by `--until` says nothing of it.
            - A packet that waits in a queue for long, answers in any order, a listener that goes away.
            - A copy or a share of the packet, kept and written, as long as it is ended (`N24`).
            - Octets read by `Skb.octets` at any time during the call.

            ## What the verifier does

            For each call a hook gets a descriptor and a state of its own, which die with its verdict. The packet's array is lent to the
            verifier meanwhile, so that `writable` always moves the packet to another one; afterwards the packet moves once more and the
            arrays that the hook has seen are filled with `0x6b`, as the kernel's allocator does it. Views that `Skb.ipv4`, `ipv6` and `udp`
            handed out are taken back when the packet moves. What is written into a dead descriptor or array is found when the next hook is
            asked, or at the end. A view that a hook made itself over a stale array, and only reads, is not found: it reads `0x6b`.
            No descriptor, packet or array is used again. All else that can be seen is the same as without: a property compares.

            Differs: REPEAT works for every hook, as it is documented; Linux 6.x knows it only for packets that come back from a queue.
            """;

    @Test
    void shouldListEveryRule() throws IOException {
        var text = new StringBuilder(INTRODUCTION);
        text.append(
                "| rule | what was done | severity | looked for | in the kernel | found by |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (ContractRule rule : ContractRule.values()) {
            text.append(
                    "| `%s` | %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    rule.id(),
                                    rule.text(),
                                    rule.severity().name().toLowerCase(Locale.ROOT),
                                    rule.always() ? "always" : "by the verifier",
                                    rule.consequence(),
                                    rule.detection()));
        }
        text.append(LEGAL);
        Path page =
                Path.of(System.getProperty("sluice.root", ".."), "docs/reference/hook-contract.md");
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(page, text);
        else assertThat(Files.readString(page)).isEqualTo(text.toString());
    }
}
