package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps do to the adapters of a Windows host that sends and receives all the while. */
class WindowsStepsTest {
    private static final String HOSTS =
            """
            title: steps
            hosts:
              win: {kind: windows, verifier: strict, drivers: [{driver: delay, options: {by: 3ms}}]}
              lin: {kind: linux}
            links: [{between: [win, lin], name: cable}]
            programs: [{udp-sink: {on: lin, port: 9}}]
            traffic:
              - udp: {from: win, to: "lin:9", text: hello, count: 60, interval: 1ms, start: 1ms}
              - ping: {name: back, from: lin, to: win, count: 60, interval: 1ms, start: 1500us}
            """;

    private static RunResult run(String steps, String expectations) throws Exception {
        RunResult result =
                ScenarioRuns.run(HOSTS + "steps:\n" + steps + "expect:\n" + expectations);
        assertThat(result.breaches()).isEmpty();
        assertThat(result.bugChecks()).isEmpty();
        assertThat(result.imbalances()).isEmpty();
        assertThat(result.expectations())
                .allSatisfy(each -> assertThat(each.met()).as(each.found()).isTrue());
        return result;
    }

    /** Believed: the NIC remembers its receive filter. True: asleep it forgets all. */
    @Test
    void shouldSleepAndWake() throws Exception {
        run(
                """
                  - {at: 20ms, power: {on: win, state: D3}}
                  - {at: 40ms, power: {on: win, state: D0}}
                """,
                """
                  - dropped: {on: win, reason: INTERFACE_DOWN, at-least: 15}
                  - delivered: {on: lin, port: 9, at-least: 35, at-most: 41}
                  - replies: {to: back, at-least: 30, at-most: 41}
                """);
    }

    /** Believed: a neighbour can be asked for while unbound. True: nobody hears, and all wait. */
    @Test
    void shouldUnbindAndBind() throws Exception {
        run(
                """
                  - {at: 20ms, unbind: {on: win}}
                  - {at: 40ms, bind: {on: win, protocol: tcpip}}
                  - {at: 41ms, bind: {on: win}}
                """,
                """
                  - dropped: {on: win, reason: INTERFACE_DOWN, at-least: 15}
                  - delivered: {on: lin, port: 9, at-least: 35, at-most: 41}
                  - replies: {to: back, at-least: 30, at-most: 41}
                """);
    }

    @Test
    void shouldPauseUntilRestarted() throws Exception {
        run(
                """
                  - {at: 20ms, pause: {on: win}}
                  - {at: 30ms, insert-driver: {on: win, driver: count}}
                  - {at: 40ms, restart: {on: win}}
                """,
                """
                  - dropped: {on: win, reason: ADAPTER_PAUSED, at-least: 20, at-most: 21}
                  - dropped: {on: win, reason: RECEIVED_WHILE_PAUSED, at-least: 15}
                  - delivered: {on: lin, port: 9, at-least: 30, at-most: 40}
                  - layer: {on: win, name: ndis/count, at-least: 30}
                """);
    }

    @Test
    void shouldPullThePlugOfOneAdapter() throws Exception {
        run(
                """
                  - {at: 20ms, media: {on: win, state: disconnected}}
                  - {at: 40ms, media: {on: win, state: connected}}
                """,
                """
                  - dropped: {on: lin, reason: NO_CARRIER, at-least: 15}
                  - delivered: {on: lin, port: 9, at-least: 35, at-most: 41}
                  - trace: {on: win, contains: MEDIA_DISCONNECT}
                  - trace: {on: win, contains: MEDIA_CONNECT}
                """);
    }

    @Test
    void shouldRemoveTheAdapter() throws Exception {
        run(
                """
                  - {at: 20ms, surprise-remove: {on: win}}
                  - {at: 30ms, power: {on: win, state: D3}}
                  - {at: 31ms, pause: {on: win}}
                  - {at: 32ms, restart: {on: win}}
                  - {at: 33ms, bind: {on: win}}
                """,
                """
                  - dropped: {on: win, reason: INTERFACE_DOWN, at-least: 35}
                  - delivered: {on: lin, port: 9, at-most: 20}
                  - replies: {to: back, at-most: 20}
                """);
    }

    @Test
    void shouldCancelWhatAProcessHasSentAndWaits() throws Exception {
        run(
                "  - {at: 20ms, cancel: {on: win}}\n",
                "  - dropped: {on: win, reason: FILTER_CANCELLED, at-least: 2, at-most: 4}\n");
        run(
                "  - {at: 20ms, cancel: {on: win, process: another}}\n",
                "  - dropped: {on: win, count: 0}\n");
    }

    @Test
    void shouldLetAllocationsFail() throws Exception {
        run(
                "  - {at: 20ms, fault: {on: win, kind: packet, by: tcpip, after: 2, times: 5}}\n",
                "  - dropped: {on: win, reason: NO_SEND_DESCRIPTOR, count: 5}\n");
        // a miniport asks its reserve then, and loses the frame only if that fails too
        run(
                "  - {at: 20ms, fault: {on: win, by: Ethernet0, times: 6}}\n",
                "  - dropped: {on: win, reason: NO_RECEIVE_DESCRIPTOR, count: 3}\n");
        run(
                "  - {at: 20ms, fault: {on: win, kind: timer, by: tcpip}}\n",
                "  - dropped: {on: win, count: 0}\n");
    }

    /** Driver, library and program of the embedded sniffer: each needs the one before. */
    @Test
    void shouldLoadTheThreePartsOfASnifferInOrder() throws Exception {
        String trace =
                ScenarioRuns.trace(
                        ScenarioRuns.shippedText("ndis-registration"), RunOptions.DEFAULT);
        int driver = trace.indexOf("\"ce/ndis/packetce\",\"verb\":\"register\"");
        int library = trace.indexOf("library of the driver packetce");
        int program = trace.indexOf("program on Ethernet0");
        assertThat(driver).isNotNegative().isLessThan(library);
        assertThat(library).isLessThan(program);
    }

    /** Keeps each send for a second, and gives it up for what comes at 20 ms. */
    private static void givenUp(String kind, String step, String reason, int count)
            throws Exception {
        String hosts =
                HOSTS.replace(
                        "driver: delay, options: {by: 3ms}",
                        "driver: keeper, options: {as: " + kind + ", for: 200ms}");
        RunResult result =
                ScenarioRuns.run(
                        hosts.replace("count: 60", "count: 10")
                                + "steps: [{at: 20ms, "
                                + step
                                + "}]\nexpect:\n  - dropped: {on: win, reason: "
                                + reason
                                + ", count: "
                                + count
                                + "}\n  - delivered: {on: lin, port: 9, count: "
                                + Math.max(0, 10 - count)
                                + "}\n");
        assertThat(result.expectations())
                .allSatisfy(each -> assertThat(each.met()).as(kind + each.found()).isTrue());
        assertThat(result.bugChecks()).isEmpty();
        assertThat(result.imbalances()).isEmpty();
    }

    /** A serialized driver has one send at a time; the wrapper keeps the others. */
    @Test
    void shouldHaveKeepersGiveUpWhatTheyKeep() throws Exception {
        for (String kind : new String[] {"serialized", "untimed", "deserialized", "filter"}) {
            givenUp(kind, "cancel: {on: win}", "SEND_ABORTED", 10);
            givenUp(kind, "cancel: {on: win, process: x}", "SEND_ABORTED", 0);
        }
        // answers to echo requests are no process's, but a reset takes them too
        givenUp("serialized", "reset: {on: win, driver: keeper}", "SEND_ABORTED", 20);
        givenUp("deserialized", "reset: {on: win, driver: keeper}", "SEND_ABORTED", 20);
        givenUp("deserialized", "pause: {on: win}", "SEND_ABORTED", 20);
        givenUp("filter", "pause: {on: win}", "SEND_ABORTED", 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unbind: {on: win, protocol: x}", "bind: {on: win, protocol: x}"})
    void shouldRefuseAProtocolThatIsNotThere(String step) {
        assertThatThrownBy(() -> run("  - {at: 20ms, " + step + "}\n", "  - replies: {to: back}\n"))
                .isInstanceOf(UnfitScenario.class)
                .hasMessageContaining("NIC win/Ethernet0")
                .hasMessageContaining(" x");
    }
}
