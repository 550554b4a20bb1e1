package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.SourceException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClasspathPoliciesTest {

  private static final ClassLoader LOADER = ClasspathPoliciesTest.class.getClassLoader();

  @Test
  void load_indexedResources_areAPolicyDirectory() {
    PolicyDirectory policies = ClasspathPolicies.load(LOADER, "classpath-policies");
    Caller caller = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session");
    assertThat(policies.policiesFor(caller, new KmsResource.Any()).identity())
        .isInstanceOfSatisfying(
            PolicyLayer.Attached.class,
            layer -> assertThat(layer.policies().get(0).name()).isEqualTo("everything"));
  }

  @Test
  void load_rootWithoutIndex_isRejected() {
    assertThatThrownBy(() -> ClasspathPolicies.load(LOADER, "nowhere"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("`nowhere/index.txt`");
  }

  @Test
  void load_nameOutsideTheRoot_isRejected() {
    ClassLoader loader =
        new ClassLoader(LOADER) {
          @Override
          public InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream("../../evil.json".getBytes(StandardCharsets.UTF_8));
          }
        };
    assertThatThrownBy(() -> ClasspathPolicies.load(loader, "policies"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("not under its root");
  }
}
