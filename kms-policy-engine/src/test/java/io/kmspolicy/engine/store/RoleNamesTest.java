package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sets of roles as filters: no role that is named is missed, and few others are found. */
class RoleNamesTest {

  private static final long FIRST_ACCOUNT = 111_122_223_333L;

  private static long filterOf(String... texts) {
    List<PrincipalName> names = new ArrayList<>();
    for (String text : texts) {
      names.add(PrincipalName.parse("AWS", text));
    }
    return RoleNames.of(new PrincipalElement.Principal(names));
  }

  private static long caller(String account, String role) {
    return RoleNames.of(
        (RoleCaller) Caller.parse("arn:aws:sts::" + account + ":assumed-role/" + role + "/s"));
  }

  @Test
  @DisplayName("1.7: a role is found by its ARN with any path, and by one of its sessions")
  void mayContain_namedRole_isTrue() {
    String account = "" + FIRST_ACCOUNT;
    long role = caller(account, "Deploy");
    for (String name :
        List.of(
            "arn:aws:iam::" + account + ":role/Deploy",
            "arn:aws:iam::" + account + ":role/a/b/Deploy",
            "arn:aws:sts::" + account + ":assumed-role/Deploy/other")) {
      assertThat(RoleNames.mayContain(filterOf(name), role)).as(name).isTrue();
    }
    assertThat(RoleNames.mayContain(RoleNames.ALL, role)).isTrue();
    assertThat(RoleNames.mayContain(filterOf("arn:aws:iam::" + account + ":user/Deploy"), role))
        .isFalse();
  }

  private static long found(long filter, List<Long> roles) {
    return roles.stream().filter(role -> RoleNames.mayContain(filter, role)).count();
  }

  @Test
  @DisplayName("Of 4,000 roles with another name or of another account, few seem to be one role")
  void mayContain_otherRoles_isFalseForNearlyAll() {
    List<Long> others = new ArrayList<>();
    for (int i = 1; i <= 2_000; i++) {
      others.add(caller("" + FIRST_ACCOUNT, "role-" + i));
      others.add(caller("" + (FIRST_ACCOUNT + i), "Deploy"));
    }
    long one = filterOf("arn:aws:iam::" + FIRST_ACCOUNT + ":role/Deploy");
    long few =
        filterOf(
            "arn:aws:iam::" + FIRST_ACCOUNT + ":role/Deploy",
            "arn:aws:iam::" + FIRST_ACCOUNT + ":role/Audit",
            "arn:aws:iam::" + FIRST_ACCOUNT + ":role/Admin");

    assertThat(found(one, others)).isLessThanOrEqualTo(4);
    assertThat(found(few, others)).isLessThanOrEqualTo(40);
  }

  @Test
  @DisplayName("An element names all its roles only if each name is a role, a user or a service")
  void areAllOf_eachName_isTrueForThoseThatMatchNoOtherRole() {
    List<String> closed =
        List.of(
            "arn:aws:iam::111122223333:role/r",
            "arn:aws:sts::111122223333:assumed-role/r/s",
            "arn:aws:iam::111122223333:user/u");
    List<String> open = List.of("*", "111122223333", "AROA1234567890EXAMPLE");
    for (String name : closed) {
      assertThat(areAllOf("AWS", name)).as(name).isTrue();
    }
    assertThat(areAllOf("Service", "sns.amazonaws.com")).isTrue();
    for (String name : open) {
      assertThat(areAllOf("AWS", name)).as(name).isFalse();
    }
    assertThat(
            RoleNames.areAllOf(
                new PrincipalElement.NotPrincipal(
                    List.of(PrincipalName.parse("AWS", closed.get(0))))))
        .isFalse();
  }

  private static boolean areAllOf(String member, String text) {
    return RoleNames.areAllOf(
        new PrincipalElement.Principal(
            List.of(
                PrincipalName.parse("AWS", "arn:aws:iam::111122223333:role/first"),
                PrincipalName.parse(member, text))));
  }
}
