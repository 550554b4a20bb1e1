package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A state keeps what it is made of. */
class PolicyStateTest {

  @Test
  @DisplayName("A state keeps the order of its callers and accounts: every run finds one witness")
  void callers_ofMap_areInItsOrder() {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    Map<String, KeyPolicies> owners = new LinkedHashMap<>();
    for (int i = 20; i > 0; i--) {
      callers.put(
          Caller.parse("arn:aws:iam::111122223333:user/u" + i), PrincipalPolicies.unknown());
      owners.put("1111222233%02d".formatted(i), KeyPolicies.unknown());
    }

    PolicyState state = new PolicyState(callers, Map.of()).withOtherKeys(owners);

    assertThat(state.callers().keySet()).containsExactlyElementsOf(callers.keySet());
    assertThat(state.otherKeys().keySet()).containsExactlyElementsOf(owners.keySet());
  }
}
