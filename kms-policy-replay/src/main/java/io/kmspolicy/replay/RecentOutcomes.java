package io.kmspolicy.replay;

import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an event counts by the objects that the reader shares between equal values, without
 * mapping or deciding it. Events are equal if they differ in nothing that a decision can read: in
 * the parameters of the request, if the decision has read nothing else, and otherwise in every
 * member but the time. Bounded: a table with two slots a set, of which new outcomes take the
 * second, and only of events with short values. Not thread-safe.
 */
final class RecentOutcomes {

  private static final int SETS = 1 << 14;
  private static final int PRIME = 31;

  /** Longer values are rarely the same object again, and the table would keep them. */
  private static final int MAX_CHARACTERS = 500;

  private final @Nullable Entry[] entries = new Entry[2 * SETS];

  /**
   * Where equal events count.
   *
   * @param change the question of the proposed policies; null if they change nothing
   */
  record Outcome(
      ReplayCounts.Events cell, Questions.Tally tally, Questions.@Nullable Tally change) {

    void add(TrailEvent event) {
      cell.add();
      tally.add(event.time());
      if (change != null) {
        change.add(event.time());
      }
    }
  }

  /**
   * What a decision depends on beside the parameters of the request, compared by identity.
   *
   * @param group the checks that current policies decide alike in equal contexts
   * @param proposed those of proposed policies
   * @param aws AWS's answer
   */
  record Subject(Object group, Object proposed, AwsAnswer aws) {}

  /**
   * An outcome.
   *
   * @param origin who made the request from where, if its decision has read more than the request
   */
  private record Entry(
      Subject subject,
      Map<String, Object> parameters,
      Map<String, Object> additional,
      String region,
      String service,
      @Nullable Origin origin,
      Outcome outcome) {

    private boolean holds(TrailEvent event, Object group, Object proposed, AwsAnswer aws) {
      return subject.group == group
          && parameters == recorded(event)
          && subject.proposed == proposed
          && subject.aws == aws
          && additional == event.additionalData()
          && region.equals(event.region())
          && service.equals(EventQuestion.service(event))
          && (origin == null || origin.isOf(event));
    }
  }

  /** The members of an event beside the request from which a condition context takes values. */
  private record Origin(Map<String, Object> identity, String address, String endpoint) {

    static Origin of(TrailEvent event) {
      return new Origin(event.identity(), event.sourceAddress(), event.vpcEndpointId());
    }

    private boolean isOf(TrailEvent event) {
      return identity == event.identity()
          && address.equals(event.sourceAddress())
          && endpoint.equals(event.vpcEndpointId());
    }
  }

  private static Map<String, Object> recorded(TrailEvent event) {
    return event.parameters().isPresent() ? event.parameters().get() : Map.of();
  }

  /** The outcome of an equal event; null if none is known. */
  @Nullable Outcome find(TrailEvent event, Object group, Object proposed, AwsAnswer aws) {
    int first = slot(event, group);
    Entry kept = entries[first];
    if (kept != null && kept.holds(event, group, proposed, aws)) {
      return kept.outcome;
    }
    Entry recent = entries[first + 1];
    if (recent == null || !recent.holds(event, group, proposed, aws)) {
      return null;
    }
    entries[first + 1] = kept;
    entries[first] = recent;
    return recent.outcome;
  }

  /**
   * Keeps the outcome of an event, which was not found, unless its values are long.
   *
   * @param ofParameters whether the decision has read nothing but the parameters of the request
   */
  void keep(TrailEvent event, Subject subject, boolean ofParameters, Outcome outcome) {
    if (characters(recorded(event)) + characters(event.additionalData()) > MAX_CHARACTERS) {
      return;
    }
    int first = slot(event, subject.group);
    entries[entries[first] == null ? first : first + 1] =
        new Entry(
            subject,
            recorded(event),
            event.additionalData(),
            event.region(),
            EventQuestion.service(event),
            ofParameters ? null : Origin.of(event),
            outcome);
  }

  private static int characters(Object value) {
    int characters = 0;
    if (value instanceof Map<?, ?> members) {
      for (Map.Entry<?, ?> member : members.entrySet()) {
        characters += characters(member.getKey()) + characters(member.getValue());
      }
    } else if (value instanceof Collection<?> elements) {
      for (Object element : elements) {
        characters += characters(element);
      }
    } else if (value instanceof String text) {
      characters = text.length();
    }
    return characters;
  }

  private static int slot(TrailEvent event, Object group) {
    int hash = PRIME * System.identityHashCode(group) + System.identityHashCode(recorded(event));
    return 2 * ((hash ^ hash >>> 15) & SETS - 1);
  }
}
