package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key metadata and aliases as the AWS command line prints them. */
class KeyMetadataReaderTest {

  private static final String KEY_ARN =
      "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
  private static final String ALIAS_ARN = "arn:aws:kms:us-west-2:111122223333:alias/app";

  private static final String DESCRIBED =
      """
      {
        "KeyMetadata": {
          "AWSAccountId": "111122223333",
          "KeyId": "mrk-1234abcd12ab34cd56ef1234567890ab",
          "Arn": "%s",
          "CreationDate": 1546257599.5,
          "Enabled": true,
          "KeyUsage": "ENCRYPT_DECRYPT",
          "KeyManager": "CUSTOMER",
          "KeySpec": "SYMMETRIC_DEFAULT",
          "Origin": "AWS_KMS",
          "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
          "MultiRegionConfiguration": {
            "MultiRegionKeyType": "PRIMARY",
            "PrimaryKey": {"Arn": "%s", "Region": "us-west-2"},
            "ReplicaKeys": []
          }
        }
      }
      """
          .formatted(KEY_ARN, KEY_ARN);

  private static final KeyMetadata KEY =
      new KeyMetadata(
          (KmsResource.Key) KmsResource.parse(KEY_ARN),
          KeyManager.CUSTOMER,
          "SYMMETRIC_DEFAULT",
          "ENCRYPT_DECRYPT",
          "AWS_KMS",
          "PRIMARY");

  @Test
  void read_responseOfDescribeKey_isTheMetadata() {
    assertThat(KeyMetadataReader.create().read(DESCRIBED)).isEqualTo(KEY);
    byte[] bytes = DESCRIBED.getBytes(StandardCharsets.UTF_8);
    assertThat(KeyMetadataReader.create().read(bytes)).isEqualTo(KEY);
  }

  @Test
  void read_metadataAlone_mayLeaveOutWhatIsNotKnown() {
    String text = "{\"Arn\": \"%s\", \"KeyManager\": \"AWS\"}".formatted(KEY_ARN);
    assertThat(KeyMetadataReader.create().read(text))
        .isEqualTo(new KeyMetadata(KEY.key(), KeyManager.AWS, "", "", "", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                          | MISSING_MEMBER",
        "[]                                          | WRONG_TYPE",
        "{'KeyMetadata': {'KeyManager': 'AWS'}}      | MISSING_MEMBER",
        "{'Arn': 'arn:aws:s3:::b', 'KeyManager': 'AWS'}| INVALID_NAME",
        "{'Arn': 'ALIAS', 'KeyManager': 'AWS'}       | INVALID_NAME",
        "{'Arn': 'KEY', 'KeyManager': 'customer'}    | INVALID_VALUE",
        "{'Arn': 'KEY', 'KeyManager': 'AWS', 'KeySpec': 1} | WRONG_TYPE"
      })
  void read_wrongMetadata_isRefusedWithItsPlace(String text, ProblemCode code) {
    String json =
        text.replace("KEY'", KEY_ARN + "'").replace("ALIAS", ALIAS_ARN).replace('\'', '"');
    PolicySyntaxException thrown =
        catchThrowableOfType(
            PolicySyntaxException.class,
            () -> KeyMetadataReader.create().source("key.json").read(json));
    assertThat(thrown.problems()).extracting(Problem::code).contains(code);
    assertThat(thrown).hasMessageStartingWith("key.json:1:");
  }

  @Test
  void read_responseOfListAliases_areTheAliases() {
    String text =
        """
        {
          "Aliases": [
            {"AliasName": "alias/app", "AliasArn": "%s", "TargetKeyId": "abc",
             "CreationDate": 1.5, "LastUpdatedDate": 2},
            {"AliasName": "alias/aws/s3",
             "AliasArn": "arn:aws:kms:us-west-2:111122223333:alias/aws/s3"}
          ],
          "Truncated": true
        }
        """
            .formatted(ALIAS_ARN);
    assertThat(AliasReader.create().read(text))
        .containsExactly(
            new AliasTarget((KmsResource.Alias) KmsResource.parse(ALIAS_ARN), "abc"),
            new AliasTarget(
                new KmsResource.Alias("aws", "us-west-2", "111122223333", "aws/s3"), ""));
    assertThat(AliasReader.create().read("[]".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                        | MISSING_MEMBER",
        "[{}]                      | MISSING_MEMBER",
        "['alias/app']             | WRONG_TYPE",
        "[{'AliasArn': 'alias/a'}] | INVALID_NAME",
        "[{'AliasArn': 'KEY'}]     | INVALID_NAME"
      })
  void read_wrongAliases_areRefusedWithTheirPlace(String text, ProblemCode code) {
    String json = text.replace("KEY", KEY_ARN).replace('\'', '"');
    PolicySyntaxException thrown =
        catchThrowableOfType(
            PolicySyntaxException.class,
            () -> AliasReader.create().source("aliases.json").read(json));
    assertThat(thrown.problems()).extracting(Problem::code).containsExactly(code);
  }
}
