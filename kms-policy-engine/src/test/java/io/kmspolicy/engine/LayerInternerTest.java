package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Equal parts of policies that differ are one object. */
class LayerInternerTest {

  private static final int KEYS = 200;
  private static final int ROLES = 20;

  private static KeyPolicies keyPolicies(int key) {
    return Policies.key(
        Policies.DELEGATING,
        """
        {'Sid':'Use','Effect':'Allow','Principal':{'AWS':[
          'arn:aws:iam::111122223333:role/app-%d','arn:aws:iam::111122223333:role/own-%d']},
          'Action':['kms:Encrypt','kms:Decrypt','kms:ReEncrypt*','kms:GenerateDataKey*'],
          'Resource':'*','Condition':{'Bool':{'kms:GrantIsForAWSResource':'true'}}}\
        """
            .formatted(key % ROLES, key));
  }

  private static Statement second(KeyPolicies policies) {
    PolicyLayer.Attached attached = (PolicyLayer.Attached) policies.key();
    return attached.policies().get(0).document().statements().get(1);
  }

  private static Set<Object> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  @Test
  @DisplayName("Key policies that differ in a role share actions, resources, conditions and names")
  void of_policiesWithDifferentRoles_sharesEqualParts() {
    LayerInterner interner = new LayerInterner();
    Set<Object> parts = identities();
    Set<Object> names = identities();
    Set<Object> statements = identities();
    for (int i = 0; i < KEYS; i++) {
      KeyPolicies read = keyPolicies(i);
      KeyPolicies interned = interner.of("arn-" + i, read);
      Statement statement = second(interned);
      assertThat(interned).isEqualTo(read);
      assertThat(statement.location()).isSameAs(second(read).location());
      Collections.addAll(
          parts, statement.sid(), statement.action(), statement.resource(), statement.condition());
      names.addAll(((PrincipalElement.Principal) statement.principal()).names());
      statements.add(statement);
    }
    assertThat(parts).as("one of each kind").hasSize(4);
    assertThat(names).as("the common roles once, and one for each key").hasSize(ROLES + KEYS);
    assertThat(statements).hasSize(KEYS);
  }
}
