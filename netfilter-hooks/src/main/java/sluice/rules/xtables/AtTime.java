package sluice.rules.xtables;

import java.time.LocalDate;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * When a packet comes by the host's clock, in UTC ({@code xt_time.c}).
 *
 * @param fromSeconds since 1970
 * @param dayFrom seconds since midnight; after {@code dayTo}: over midnight
 * @param weekdays bits 1 (Monday) to 7
 * @param monthdays bits 1 to 31
 * @param contiguous an hour after midnight of a span over midnight belongs to the day before
 */
public record AtTime(
        long fromSeconds,
        long toSeconds,
        int dayFrom,
        int dayTo,
        int weekdays,
        long monthdays,
        boolean contiguous)
        implements Statement {
    private static final int DAY = 86_400;

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return matches(packet.host().wallSeconds()) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private boolean matches(long now) {
        if (now < fromSeconds || now > toSeconds) return false;
        int time = (int) Math.floorMod(now, (long) DAY);
        long day = Math.floorDiv(now, (long) DAY);
        if (dayFrom < dayTo) {
            if (time < dayFrom || time > dayTo) return false;
        } else {
            if (time < dayFrom && time > dayTo) return false;
            // "if using a contiguous match, the day is that on which the span began"
            if (contiguous && time < dayTo) day--;
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        boolean weekday = (weekdays >>> date.getDayOfWeek().getValue() & 1) != 0;
        return weekday && (monthdays >>> date.getDayOfMonth() & 1) != 0;
    }
}
