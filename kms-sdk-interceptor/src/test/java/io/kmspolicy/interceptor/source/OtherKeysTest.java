package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.SourceLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: the files provide the layers that are not loaded from live AWS, those of keys too. */
class OtherKeysTest {

  private static final KmsResource.Alias ALIAS =
      new KmsResource.Alias("aws", "us-west-2", "111122223333", "app");

  @TempDir private Path files;

  private static KmsResource.Key key(String region) {
    return new KmsResource.Key(
        "aws", region, "111122223333", "1234abcd-12ab-34cd-56ef-1234567890ab");
  }

  private AwsSource source(Set<SourceLayer> layers) throws IOException {
    for (String region : new String[] {"us-west-2", "eu-west-1"}) {
      KmsResource.Key key = key(region);
      Path folder =
          Files.createDirectories(files.resolve("111122223333/keys/" + region + "/" + key.keyId()));
      Files.writeString(
          folder.resolve("key.json"),
          "{\"KeyMetadata\": {\"Arn\": \"" + key.arn() + "\", \"KeyManager\": \"AWS\"}}");
    }
    Files.writeString(
        files.resolve("111122223333/keys/us-west-2/" + key("us-west-2").keyId() + "/aliases.json"),
        """
        {"Aliases": [{"AliasArn": "%s", "TargetKeyId": "%s"}]}
        """
            .formatted(ALIAS.arn(), key("us-west-2").keyId()));
    return AwsSource.builder()
        .kms(new FakeAws().kms())
        .layers(layers)
        .others(PolicyDirectory.load(files))
        .build();
  }

  @Test
  @DisplayName("Aliases, key ids and descriptions that are not loaded come from the files")
  void keys_layersThatAreOff_comeFromTheOtherSource() throws IOException {
    try (AwsSource source = source(EnumSet.of(SourceLayer.KEY_POLICY))) {
      KmsResource.Key key = key("us-west-2");
      assertThat(source.keyBehind(ALIAS)).hasValue(key);
      assertThat(source.keyWithId("us-west-2", key.keyId())).hasValue(key);
      assertThat(source.metadata(key).map(KeyMetadata::manager)).hasValue(KeyManager.AWS);
    }
  }

  @Test
  @DisplayName("What is loaded does not come from the files, except of other Regions")
  void keys_layersThatAreOn_areLoaded() throws IOException {
    try (AwsSource source =
        source(EnumSet.of(SourceLayer.KEY_LIST, SourceLayer.ALIASES, SourceLayer.KEY_METADATA))) {
      KmsResource.Key key = key("us-west-2");
      assertThat(source.keyBehind(ALIAS)).isEmpty();
      assertThat(source.keyWithId("us-west-2", key.keyId())).isEmpty();
      assertThat(source.metadata(key)).isEmpty();
      KmsResource.Key elsewhere = key("eu-west-1");
      assertThat(source.keyWithId("eu-west-1", elsewhere.keyId())).hasValue(elsewhere);
      assertThat(source.metadata(elsewhere)).isPresent();
    }
  }
}
