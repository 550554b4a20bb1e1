package io.kmspolicy.replay;

import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tally of an event whose question was counted before, without making the question.
 * Bounded: when it is full, it is emptied. Not thread-safe.
 */
final class CountedEvents {

  private static final int MAX_KEPT = 50_000;

  /** A check has few services, sets of names and answers; further ones are not kept. */
  private static final int MAX_OF_A_CHECK = 16;

  /** Of the names in an encryption context. */
  private static final int MAX_CHARACTERS = 300;

  private final IdentityHashMap<Object, List<EqualEvents>> known = new IdentityHashMap<>();
  private int kept;

  /**
   * What equal events of one check have in common, and where they count.
   *
   * @param names the names in the encryption context; each occurs once
   */
  record EqualEvents(
      String service,
      List<String> names,
      AwsAnswer aws,
      OurAnswer ours,
      Agreement agreement,
      ReplayCounts.Events cell,
      Questions.Tally tally) {

    private boolean includes(TrailEvent event, AwsAnswer answer, OurAnswer other, Agreement with) {
      return ours == other
          && agreement == with
          && aws.equals(answer)
          && service.equals(event.service())
          && hasSameNames(EventQuestion.recordedContext(event));
    }

    private boolean hasSameNames(Map<?, ?> pairs) {
      if (names.size() != pairs.size()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        if (!pairs.containsKey(names.get(i))) {
          return false;
        }
      }
      return true;
    }

    void add(TrailEvent event) {
      cell.add();
      tally.add(event.time());
    }
  }

  /** The known event that is equal; null if there is none. Events with several checks have none. */
  @Nullable EqualEvents find(TrailEvent event, AwsAnswer aws, Judgment ours, Agreement agreement) {
    if (ours.checks().size() != 1) {
      return null;
    }
    List<EqualEvents> ofCheck = known.get(ours.checks().get(0).group());
    if (ofCheck == null) {
      return null;
    }
    for (int i = 0; i < ofCheck.size(); i++) {
      if (ofCheck.get(i).includes(event, aws, ours.answer(), agreement)) {
        return ofCheck.get(i);
      }
    }
    return null;
  }

  /** Keeps where an event of one check counts. */
  void keep(
      TrailEvent event,
      AwsAnswer aws,
      Judgment ours,
      Agreement agreement,
      ReplayCounts.Events cell,
      Questions.Tally tally) {
    List<String> names = EventQuestion.contextNames(event);
    if (ours.checks().size() != 1 || characters(names) > MAX_CHARACTERS) {
      return;
    }
    if (kept >= MAX_KEPT) {
      known.clear();
      kept = 0;
    }
    List<EqualEvents> ofCheck =
        known.computeIfAbsent(ours.checks().get(0).group(), first -> new ArrayList<>(1));
    if (ofCheck.size() < MAX_OF_A_CHECK) {
      ofCheck.add(
          new EqualEvents(event.service(), names, aws, ours.answer(), agreement, cell, tally));
      kept++;
    }
  }

  private static int characters(List<String> names) {
    int characters = 0;
    for (String name : names) {
      characters += name.length();
    }
    return characters;
  }
}
