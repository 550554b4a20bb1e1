package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.event.ruler.Machine;

/**
 * AWS event-ruler: one compiled machine, called by {@code rulesForJSONEvent}, which its README
 * recommends as the fastest method with consistent matching in arrays. As the README suggests,
 * rules and events have as few fields as possible: the only role is omitted. Prefixes are {@code
 * prefix} patterns, which are cheaper than {@code wildcard}. It has no Deny, so the names of the
 * rules contain the effect. The option to share more states, which saves memory and costs time, is
 * off.
 */
public final class EventRulerPeer implements Peer<String> {

  private static final String DENY = "deny";

  private final Machine machine = Machine.builder().build();

  /** A peer with the identity statements of a population. */
  public EventRulerPeer(Population population) {
    List<PeerRule> rules = PeerRule.of(population);
    for (int i = 0; i < rules.size(); i++) {
      PeerRule rule = rules.get(i);
      try {
        machine.addRule((rule.denies() ? DENY : "allow") + i, json(rule));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String json(PeerRule rule) {
    String actions = rule.actions().stream().collect(Collectors.joining("\",\"", "\"", "\""));
    String resource = "\"" + rule.resource() + "\"";
    return "{\"action\":[%s],\"resource\":[%s]}"
        .formatted(actions, rule.isPrefix() ? "{\"prefix\":" + resource + "}" : resource);
  }

  @Override
  public String question(String action, String keyArn) {
    return "{\"action\":\"" + action + "\",\"resource\":\"" + keyArn + "\"}";
  }

  @Override
  public boolean allows(String question) {
    List<String> names = namesOf(question);
    for (String name : names) {
      if (name.startsWith(DENY)) {
        return false;
      }
    }
    return !names.isEmpty();
  }

  private List<String> namesOf(String event) {
    try {
      return machine.rulesForJSONEvent(event);
    } catch (Exception e) { // declared by the method
      throw new IllegalStateException(e);
    }
  }
}
