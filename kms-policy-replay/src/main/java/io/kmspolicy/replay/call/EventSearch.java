package io.kmspolicy.replay.call;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.trail.TrailEvent;
import org.jspecify.annotations.Nullable;

/** Finds the event at a place among all events of a file. */
final class EventSearch {

  private final EventPlace place;
  private @Nullable TrailEvent first;

  /** The event whose place reports give without a number. */
  private @Nullable TrailEvent unnumbered;

  private long found;

  /** The first record that is lost at the place. */
  private @Nullable LostRecord lostThere;

  /** The last record that is lost before the place, if no event follows it. */
  private @Nullable LostRecord lostBefore;

  EventSearch(EventPlace place) {
    this.place = place;
  }

  void accept(TrailEvent event) {
    if (place.line() != 0 && event.line() != place.line()) {
      lostBefore = null;
      return;
    }
    if (place.number() != 0 && Math.max(1, event.number()) != place.number()) {
      return;
    }
    found++;
    first = first == null ? event : first;
    if (place.line() != 0 && event.number() == 0) {
      unnumbered = event;
    }
  }

  void lose(LostRecord lost) {
    if (place.line() == 0 || lost.line() == place.line() || lost.line() == 0) {
      lostThere = lostThere == null ? lost : lostThere;
    } else if (lost.line() < place.line()) {
      lostBefore = lost;
    }
  }

  /** The event, after the whole file was read. */
  TrailEvent event() {
    TrailEvent only = unnumbered != null ? unnumbered : first;
    if (only == null) {
      throw new BadInputException(Quoting.escape(missing()));
    }
    if (unnumbered == null && found > 1) {
      throw new BadInputException(
          Quoting.escape(place.file())
              + (place.line() == 0
                  ? ": there are several KMS events; choose one as FILE:LINE, or as"
                      + " FILE:LINE:NUMBER if several records are one line"
                  : ": there are several KMS events on line "
                      + place.line()
                      + "; choose one as FILE:LINE:NUMBER, where NUMBER counts the records of the"
                      + " line from 1"));
    }
    return only;
  }

  private String missing() {
    if (lostThere != null) {
      return lostThere.toString();
    }
    return place.file()
        + ": there is no KMS event"
        + (place.line() == 0 ? "" : place.inWords())
        + (lostBefore == null ? "" : "; before it, " + lostBefore);
  }
}
