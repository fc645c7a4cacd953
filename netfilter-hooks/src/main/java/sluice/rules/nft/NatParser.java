package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.SourcePlace;

/** Statements of text that say where a packet goes: nat, tproxy, dup, fwd. */
final class NatParser {
    private final ExpressionParser parser;
    private final Tokens tokens;

    NatParser(ExpressionParser parser) {
        this.parser = parser;
        this.tokens = parser.tokens;
    }

    private String family() throws NftFault {
        // "dnat ip to ..." against "dnat ip saddr map ..."
        boolean stated = tokens.peek().word("ip") || tokens.peek().word("ip6");
        if (!stated || parser.reads()) return "";
        return tokens.next().text();
    }

    St translation(SourcePlace place, String kind) throws NftFault {
        String family = family();
        boolean netmap = tokens.takeWord("prefix");
        tokens.takeWord("interval");
        if (tokens.words("addr") && tokens.peek(1).sign(".") && tokens.peek(2).word("port")) {
            for (int i = 0; i < 3; i++) tokens.next();
        }
        boolean to = tokens.takeWord("to");
        Ex address = null;
        Ex port = null;
        boolean bare = kind.equals("masquerade") || kind.equals("redirect");
        if (tokens.takeSign(":")) {
            port = parser.value();
        } else if (!bare || to) {
            Ex value = parser.value();
            if (bare) port = value;
            else address = value;
            if (!bare && tokens.takeSign(":")) port = parser.value();
        }
        List<String> flags = new ArrayList<>();
        while (true) {
            String flag = parser.oneOf("random", "fully-random", "persistent");
            if (flag == null) break;
            flags.add(flag);
            if (!tokens.takeSign(",")) break;
        }
        return new St.Translating(place, kind, family, netmap, address, port, flags);
    }

    St proxy(SourcePlace place) throws NftFault {
        String family = family();
        tokens.word("to");
        Ex address = null;
        Ex port = null;
        if (!tokens.peek().sign(":")) address = parser.value();
        if (tokens.takeSign(":")) port = parser.value();
        return new St.Proxying(place, family, address, port);
    }

    St duplicate(SourcePlace place) throws NftFault {
        tokens.word("to");
        Ex to = parser.value();
        Ex device = tokens.takeWord("device") ? parser.value() : null;
        return new St.Duplicating(place, to, device);
    }

    St forward(SourcePlace place) throws NftFault {
        String family = family();
        tokens.word("to");
        Ex to = parser.value();
        if (tokens.takeWord("device")) return new St.Forwarding(place, parser.value(), to, family);
        return new St.Forwarding(place, to, null, "");
    }
}
