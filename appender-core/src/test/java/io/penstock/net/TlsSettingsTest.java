package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.peer.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSettingsTest {

    private static final String WRONG = "wrong-Pa55word";
    private static final String KEYS = TestCertificates.client().keyStore.toString();
    private static final String TRUST = TestCertificates.trustStore().toString();

    @Test
    void engine_defaults_areRecentAndVerifyTheHost() {
        TlsSettings settings = TlsSettings.builder().build();

        SSLEngine engine = settings.engine("collector.test", 6514);

        assertThat(engine.getUseClientMode()).isTrue();
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(engine.getSSLParameters().getServerNames()).hasSize(1);
        assertThat(engine.getPeerHost()).isEqualTo("collector.test");
        assertThat(engine.getPeerPort()).isEqualTo(6514);
    }

    @Test
    void engine_literalAddressOrStrangeName_asksForNoName() {
        TlsSettings settings = TlsSettings.builder().build();

        for (String host : List.of("192.0.2.7", "2001:db8::7", "log_collector")) {
            assertThat(settings.engine(host, 1).getSSLParameters().getServerNames())
                    .as(host)
                    .isNullOrEmpty();
        }
    }

    @Test
    void engine_settings_areAppliedToIt() {
        SSLEngine engine = TlsSettings.builder()
                .protocols(List.of("TLSv1.2"))
                .cipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .hostnameVerification(false)
                .build()
                .engine("collector.test", 1);

        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isNull();
    }

    @Test
    void prepare_engineWithOldProtocolsOnly_isRefused() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("h", 1);
        engine.setEnabledProtocols(new String[] {"TLSv1.1"});

        assertThatThrownBy(() -> TlsEngines.prepare(engine, "h", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("protocols=TLSv1.1 has nothing that is safe; use TLSv1.2, TLSv1.3 or both");
    }

    @Test
    void problems_goodFiles_areNone() {
        assertThat(TlsSettings.builder()
                        .keyStore(KEYS)
                        .keyStorePassword(TestCertificates.PASSWORD)
                        .keyStoreType("PKCS12")
                        .trustStore(TRUST)
                        .trustStorePassword(TestCertificates.PASSWORD)
                        .problems())
                .isEmpty();
    }

    @Test
    void problems_fileMissing_namesSettingAndFile() {
        assertThat(TlsSettings.builder()
                        .keyStore("/no/such/keys.p12")
                        .trustStore("/no/such/trust.p12")
                        .problems())
                .containsExactly(
                        "keyStore=/no/such/keys.p12 does not exist; correct the path",
                        "trustStore=/no/such/trust.p12 does not exist; correct the path");
    }

    @Test
    void problems_wrongPassword_namesSettingAndFileAndNotThePassword() {
        assertThat(TlsSettings.builder()
                        .keyStore(KEYS)
                        .keyStorePassword(WRONG)
                        .trustStore(TRUST)
                        .trustStorePassword(WRONG)
                        .problems())
                .containsExactly(
                        "keyStorePassword does not open keyStore=" + KEYS + "; correct it",
                        "trustStorePassword does not open trustStore=" + TRUST + "; correct it");
    }

    @Test
    void problems_passwordMissing_namesTheSetting() {
        assertThat(TlsSettings.builder().keyStore(KEYS).trustStore(TRUST).problems())
                .hasSize(2)
                .allMatch(problem -> problem.contains("Password"))
                .noneMatch(problem -> problem.contains(TestCertificates.PASSWORD));
    }

    @Test
    void problems_noStoreInFile_namesFileAndType(@TempDir Path directory) throws Exception {
        Path text = Files.writeString(directory.resolve("notes.txt"), "password=" + WRONG);

        assertThat(TlsSettings.builder()
                        .trustStore(text.toString())
                        .trustStorePassword(WRONG)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("trustStore=" + text + " cannot be read as pkcs12 (")
                .endsWith("); correct trustStore, trustStoreType or trustStorePassword")
                .doesNotContain(WRONG);
    }

    @Test
    void problems_storesMixedUp_areNamed() {
        assertThat(TlsSettings.builder()
                        .keyStore(TRUST)
                        .keyStorePassword(TestCertificates.PASSWORD)
                        .problems())
                .containsExactly("keyStore=" + TRUST + " has no private key; import one, or remove keyStore");
    }

    @Test
    void problems_unknownWords_areNamed() {
        assertThat(TlsSettings.builder()
                        .trustStore(TRUST)
                        .trustStoreType("PKCS99")
                        .protocols(List.of("TLSv1.3", "SSLv3"))
                        .cipherSuites(List.of("TLS_NONE"))
                        .keyStorePassword(WRONG)
                        .problems())
                .containsExactly(
                        "keyStorePassword is set without keyStore; set keyStore or remove it",
                        "trustStoreType=PKCS99 is unknown to this JVM; use PKCS12 or JKS",
                        "protocols=TLSv1.3,SSLv3 has SSLv3, which is unsafe or unknown; use TLSv1.2, TLSv1.3 or both",
                        "cipherSuites has TLS_NONE, which this JVM does not know; remove it");
    }

    @Test
    void build_problems_throwsThemAll() {
        assertThatThrownBy(() -> TlsSettings.builder()
                        .keyStore("/no/such/file")
                        .protocols(List.of("TLSv1"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keyStore=/no/such/file does not exist; correct the path; protocols=TLSv1 has TLSv1,"
                        + " which is unsafe or unknown; use TLSv1.2, TLSv1.3 or both");
    }
}
