package io.kmspolicy.junit;

import io.kmspolicy.testing.Policies;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests on policies. Parameters of type {@link Policies} get the policies, and the parts
 * of the policies that no test needs are reported at the end of the run ({@code
 * docs/testing-policies.md}).
 *
 * <pre>{@code
 * @PolicyTest("policies/")
 * class AppPolicyTest {
 *   @Test
 *   void app_ownTenant_mayDecrypt(Policies policies) {
 *     assertThat(policies)
 *         .caller("arn:aws:iam::111122223333:role/App")
 *         .on("alias/app")
 *         .allows("kms:Decrypt", with -> with.encryptionContext("tenant", "a"))
 *         .becauseOf("UseTenantA");
 *   }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PolicyTestExtension.class)
public @interface PolicyTest {

  /**
   * A policy directory or a file with a key policy: a path from the working directory, or else a
   * resource on the class path.
   */
  String value();

  /** The ARN of the key of a key policy; empty if the policy may belong to any key. */
  String key() default "";
}
