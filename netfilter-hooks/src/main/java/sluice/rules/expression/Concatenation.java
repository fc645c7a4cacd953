package sluice.rules.expression;

import java.util.Arrays;
import java.util.List;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.SetType;
import sluice.rules.Statement;

/** Several values as one key: each begins at a multiple of four octets. */
public record Concatenation(List<Expression> parts) implements Expression {
    /** Copies the list. */
    public Concatenation {
        parts = List.copyOf(parts);
    }

    @Override
    public int lengthOctets() {
        int sum = 0;
        for (Expression part : parts) sum += SetType.padded(part.lengthOctets());
        return sum;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int from = at;
        for (int i = 0; i < parts.size(); i++) {
            Expression part = parts.get(i);
            if (!part.load(packet, to, from)) return false;
            int end = from + part.lengthOctets();
            from += SetType.padded(part.lengthOctets());
            Arrays.fill(to, end, from, (byte) 0);
        }
        return true;
    }

    @Override
    public Statement.Need need() {
        Statement.Need need = Statement.Need.NOTHING;
        for (Expression part : parts) if (part.need().compareTo(need) > 0) need = part.need();
        return need;
    }

    @Override
    public boolean pure() {
        return parts.stream().allMatch(Expression::pure);
    }
}
