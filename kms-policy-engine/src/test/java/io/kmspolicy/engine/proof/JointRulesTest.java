package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values of keys the requests of AWS have together (rule 6.14). */
class JointRulesTest {

  private static JointRules rules() {
    String tests =
        "'Null':{'kms:ViaService':'true','aws:ViaAWSService':'true',"
            + "'kms:EncryptionContext:Tenant':'true','kms:EncryptionContextKeys':'true'}";
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Principal':'*','Action':'*',"
            + "'Resource':'*','Condition':{"
            + tests
            + "}}}";
    Vocabulary vocabulary = new Vocabulary();
    vocabulary.add(
        new KeyPolicies(
            PolicyLayer.of(
                new NamedPolicy(
                    "p", PolicyReader.forType(PolicyType.KEY).read(text.replace('\'', '"')))),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER));
    return new JointRules(vocabulary);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "kms:viaservice=s3 aws:viaawsservice=true | true",
        "kms:viaservice=s3 aws:viaawsservice=TRUE | true",
        "kms:viaservice=s3 aws:viaawsservice=false | false",
        "kms:viaservice=s3 | false",
        "aws:viaawsservice=true | true",
        "aws:viaawsservice=false | true",
        "kms:encryptioncontext:tenant=a kms:encryptioncontextkeys=x,TENANT | true",
        "kms:encryptioncontext:tenant=a kms:encryptioncontextkeys=x | false",
        "kms:encryptioncontext:tenant=a | false",
        "kms:encryptioncontextkeys=tenant | false",
        "kms:encryptioncontextkeys=x | true",
        "kms:encryptioncontext:tenant= | true",
        "aws:sourcevpce=vpce-1 | true"
      })
  @DisplayName("6.14: which values of keys that belong together a request can have")
  void canOccur_keysThatBelongTogether_dependOnEachOther(String values, boolean canOccur) {
    Map<String, ContextValue> all = new HashMap<>();
    for (String one : values.split(" ")) {
      List<String> texts = new ArrayList<>();
      for (String text : one.substring(one.indexOf('=') + 1).split(",")) {
        if (!text.isEmpty()) {
          texts.add(text);
        }
      }
      all.put(one.substring(0, one.indexOf('=')), new ContextValue.Present(texts));
    }

    assertThat(rules().canOccur(all)).isEqualTo(canOccur);
  }
}
