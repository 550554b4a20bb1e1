package io.kmspolicy.model.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.resource.InvalidNameException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules 1.7 and 1.9: the ARNs of roles and accounts in the partition {@code aws} have a parser of
 * their own. It accepts, rejects and reports what the parser of any partition does.
 */
class CommonPrincipalNamesTest {

  private static final String COMMON = "arn:aws:";
  private static final String OTHER = "arn:aws-cn:";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam::111122223333:root",
        "iam::111122223333:role/App",
        "iam::111122223333:role/path/of/App",
        "iam::111122223333:role//App",
        "iam::111122223333:role/a:b",
        "iam::111122223333:user/alice"
      })
  @DisplayName("1.7: a name is read alike in each partition, and written as it was read")
  void parse_validName_isReadAlikeInEachPartition(String rest) {
    PrincipalName common = PrincipalName.parse("AWS", COMMON + rest);
    PrincipalName other = PrincipalName.parse("AWS", OTHER + rest);

    assertThat(common.text()).isEqualTo(COMMON + rest);
    assertThat(other.text()).isEqualTo(OTHER + rest);
    assertThat(common).hasSameClassAs(other);
    assertThat(common.toString()).isEqualTo(other.toString().replace("aws-cn", "aws"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iam::111122223333:role/",
        "iam::111122223333:role",
        "iam::111122223333:roles/App",
        "iam::111122223333:root/",
        "iam::111122223333:roo",
        "iam::111122223333:role/*",
        "iam::111122223333:role/a?",
        "iam::11112222333:root",
        "iam::1111222233334:root",
        "iam::11112222333a:role/App",
        "iam::111122223333",
        "iam::111122223333:",
        "iam:us-east-1:111122223333:role/App"
      })
  @DisplayName("1.9: what is no name is reported alike in each partition")
  void parse_noName_isReportedAlikeInEachPartition(String rest) {
    assertThatThrownBy(() -> PrincipalName.parse("AWS", COMMON + rest))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(message(OTHER + rest).replace("aws-cn", "aws"));
  }

  private static String message(String name) {
    try {
      return PrincipalName.parse("AWS", name) + " is accepted";
    } catch (InvalidNameException rejection) {
      return String.valueOf(rejection.getMessage());
    }
  }
}
