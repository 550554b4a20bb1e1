package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IamPoliciesTest {

  @Test
  void decoded_percentEncoding_isTakenOffAndAPlusStays() {
    assertThat(IamPolicies.decoded("%7B%22a%20b%2Bc+d%22%3A%20%22%25%C3%A4%22%7D"))
        .isEqualTo("{\"a b+c+d\": \"%ä\"}");
  }

  @Test
  void decoded_plainText_isLeftAlone() {
    assertThat(IamPolicies.decoded("{\"a%20b\": 1}")).isEqualTo("{\"a%20b\": 1}");
  }
}
