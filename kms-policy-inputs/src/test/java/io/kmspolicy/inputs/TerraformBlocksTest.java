package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of blocks in Terraform source, whatever stands between them. */
final class TerraformBlocksTest {

  private static final TerraformBlock ORDERS = key("orders");

  private static TerraformBlock key(String name) {
    return new TerraformBlock("resource", "aws_kms_key", name);
  }

  private static Map<TerraformBlock, List<Integer>> read(String text) {
    return TerraformBlocks.read("main.tf", text).orElseThrow();
  }

  @Test
  @DisplayName("headers have the lines on which they begin")
  void read_blocks_haveTheirLines() {
    assertThat(
            read(
                """
                terraform {
                  required_version = ">= 1.5"
                }

                resource "aws_kms_key" "orders" {
                  for_each = toset(["a", "b"])
                  policy   = jsonencode({ Statement = [{ Sid = "}" }] })
                }
                data "aws_iam_policy_document" "orders" {}
                module "keys" { source = "./keys" }
                resource aws_kms_key "plain" /* as in older
                versions */ {
                }
                """))
        .containsOnly(
            Map.entry(ORDERS, List.of(5)),
            Map.entry(new TerraformBlock("data", "aws_iam_policy_document", "orders"), List.of(9)),
            Map.entry(new TerraformBlock("module", "", "keys"), List.of(10)),
            Map.entry(key("plain"), List.of(11)));
  }

  @Test
  @DisplayName("a header in a comment, a string, a template or a heredoc is none")
  void read_headersInTexts_areNone() {
    assertThat(
            read(
                """
                # resource "aws_kms_key" "orders" {
                // resource "aws_kms_key" "orders" {
                /*
                resource "aws_kms_key" "orders" {
                */
                locals {
                  quote = "\\"}\\nresource \\"aws_kms_key\\" \\"orders\\" {"
                  open  = "$${ and %%{ and ${join("}", ["{", "${"}"}"])} %{ if true }{%{ endif }"
                  text  = <<-EOT
                    }
                    resource "aws_kms_key" "orders" {
                    EOT2
                    EOT
                  other = "${<<END
                }
                END
                }"
                }
                resource "aws_kms_key" "orders" {
                  description = "a # b // c /* d"
                }
                """))
        .isEqualTo(Map.of(ORDERS, List.of(19)));
  }

  @Test
  @DisplayName("two headers of one block have two lines, and a block in a block is no resource")
  void read_twoHeaders_haveTwoLines() {
    assertThat(
            read(
                """
                resource "aws_kms_key" "orders" {}
                check "x" {
                  data "http" "y" {}
                }
                resource "aws_kms_key" "orders" {}"""
                    .replace("\n", "\r\n")))
        .isEqualTo(Map.of(ORDERS, List.of(1, 5)));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "resource \"aws_kms_key\" \"orders\" {",
        "resource \"aws_kms_key\" \"orders\" {)}",
        "resource \"aws_kms_key\" \"a${b}\" {}",
        "resource \"aws_kms_key\"\n\"orders\" {}",
        "key = \"value\"",
        "locals { a = \"b\nc\" }",
        "locals { a = \"b",
        "locals { a = <<EOT\n}",
        "}",
        "resource"
      })
  @DisplayName("a file that cannot be read has no blocks at all")
  void read_malformed_isEmpty(String text) {
    assertThat(TerraformBlocks.read("main.tf", text)).isEmpty();
  }

  @Test
  @DisplayName("JSON syntax has objects or lists on each level")
  void read_json_hasItsLines() {
    String text =
        """
        {
          "//": "resource",
          "resource": [
            {"aws_kms_key": {"orders": {"policy": "{}"},
              "twice": [{}, {}]}},
            {"aws_kms_key": [{
              "other": [{}]}]}
          ],
          "module": {"keys": {"source": "./keys"}}
        }
        """;

    assertThat(TerraformBlocks.read("main.tf.json", text).orElseThrow())
        .containsOnly(
            Map.entry(ORDERS, List.of(4)),
            Map.entry(key("twice"), List.of(5, 5)),
            Map.entry(key("other"), List.of(7)),
            Map.entry(new TerraformBlock("module", "", "keys"), List.of(9)));
    assertThat(TerraformBlocks.read("main.tf.json", "{\"resource\": ")).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "main.tf, true",
    "main.tf.json, true",
    "main.tofu, true",
    "main.json, false",
    ".main.tf, false",
    "main.tf~, false",
    "#main.tf#, false",
    "prod.tfvars, false"
  })
  @DisplayName("the names of files that belong to a module")
  void isSource_names_asTerraform(String file, boolean expected) {
    assertThat(TerraformBlocks.isSource(file)).isEqualTo(expected);
  }

  @Test
  @DisplayName("a long file of openings is read in one pass")
  void read_deepText_isReadOnce() {
    String deep = "locals { a = " + "[".repeat(200_000) + "]".repeat(200_000) + " }\n";

    assertThat(read(deep + "resource \"aws_kms_key\" \"orders\" {}"))
        .isEqualTo(Map.of(ORDERS, List.of(2)));
  }
}
