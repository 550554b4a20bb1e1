package com.example.orders;

import java.util.Base64;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Encrypts and decrypts orders of tenants. */
@RestController
class OrdersController {

  static final String ORDERS_KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String PAYROLL_KEY = "5a5e11e5-0000-4000-8000-9a9c0115a1a2";

  private final KmsClient kms;

  OrdersController(KmsClient kms) {
    this.kms = kms;
  }

  @PostMapping("/orders/{tenant}/encrypt")
  String encrypt(@PathVariable("tenant") String tenant, @RequestBody String order) {
    return encrypt(ORDERS_KEY, tenant, order);
  }

  @PostMapping("/orders/{tenant}/decrypt")
  String decrypt(@PathVariable("tenant") String tenant, @RequestBody String ciphertext) {
    byte[] blob = Base64.getDecoder().decode(ciphertext.strip());
    return kms.decrypt(
            request ->
                request
                    .keyId(ORDERS_KEY)
                    .ciphertextBlob(SdkBytes.fromByteArray(blob))
                    .encryptionContext(Map.of("tenant", tenant)))
        .plaintext()
        .asUtf8String();
  }

  /** The policy of this key denies the service: the call is stopped before it is sent. */
  @PostMapping("/payroll/{tenant}/encrypt")
  String encryptPayroll(@PathVariable("tenant") String tenant, @RequestBody String text) {
    return encrypt(PAYROLL_KEY, tenant, text);
  }

  private String encrypt(String key, String tenant, String text) {
    SdkBytes ciphertext =
        kms.encrypt(
                request ->
                    request
                        .keyId(key)
                        .plaintext(SdkBytes.fromUtf8String(text))
                        .encryptionContext(Map.of("tenant", tenant)))
            .ciphertextBlob();
    return Base64.getEncoder().encodeToString(ciphertext.asByteArray());
  }

  @ExceptionHandler
  ResponseEntity<String> refused(KmsException refusal) {
    return ResponseEntity.status(HttpStatus.FORBIDDEN).body(refusal.getMessage());
  }
}
