package io.kmspolicy.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceCall.Presence;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bundled uses of keys by services. */
final class ServiceUseTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();

  @Test
  void serviceUses_all_haveTheirCounts() {
    assertThat(CATALOGUE.serviceUses()).hasSize(37);
    assertThat(CATALOGUE.serviceUses()).extracting(ServiceUse::name).doesNotHaveDuplicates();
    assertThat(CATALOGUE.serviceUses())
        .extracting(ServiceUse::page)
        .allMatch(page -> page.startsWith("https://docs.aws.amazon.com/"));
  }

  @Test
  @DisplayName("Only a page of AWS says that a key is never sent, and it says what to do instead")
  void keys_neverSent_areDocumented() {
    List<SentKey> never = keys().stream().filter(key -> key.presence() == Presence.NEVER).toList();

    assertThat(never).isNotEmpty();
    assertThat(never).extracting(SentKey::certainty).containsOnly(Certainty.DOCUMENTED);
    assertThat(never).extracting(SentKey::instead).doesNotContain("");
  }

  @Test
  @DisplayName("A call has no key that the catalogue does not list for its action")
  void keys_ofEachCall_areThoseOfItsAction() {
    for (ServiceUse use : CATALOGUE.serviceUses()) {
      for (ServiceCall call : use.calls()) {
        assertThat(CATALOGUE.action(call.action())).isPresent();
        for (SentKey key : call.keys()) {
          ConditionKeyFacts facts = CATALOGUE.conditionKey(key.name()).orElseThrow();
          assertThat(facts.everyAction() || facts.actions().contains(call.action()))
              .as(use.name() + " " + call.action() + " " + key.name())
              .isTrue();
        }
      }
    }
  }

  private static List<SentKey> keys() {
    return CATALOGUE.serviceUses().stream()
        .flatMap(use -> use.calls().stream())
        .flatMap(call -> call.keys().stream())
        .toList();
  }
}
