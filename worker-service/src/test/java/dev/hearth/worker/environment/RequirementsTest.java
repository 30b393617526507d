package dev.hearth.worker.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "inferencesh",
                "inferencesh==0.2.7",
                "inferencesh >= 0.6.30  # ours",
                "inferencesh[async]",
                "infsh",
                "Inferencesh~=0.6",
                "git+https://github.com/inference-sh/sdk-py.git@abc",
                "inferencesh @ git+https://github.com/inference-sh/sdk.git"
            })
    void takesOutWhatNamesOurOwnPackage(String line) throws BuildFailedException {
        Requirements requirements = Requirements.read("requirements.txt", "numpy\n" + line + "\npillow");

        assertThat(requirements.text()).isEqualTo("numpy\npillow");
    }

    @Test
    void takesOutAllOfAHashedRequirement() throws BuildFailedException {
        Requirements requirements = Requirements.read(
                "requirements.txt", "inferencesh==0.6.32 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nnumpy");

        assertThat(requirements.text()).isEqualTo("numpy");
    }

    @Test
    void keepsWhatOnlyLooksLikeIt() throws BuildFailedException {
        String content = "inferencesh-extras\nnumpy # not inferencesh";

        assertThat(Requirements.read("requirements.txt", content).text()).isEqualTo(content);
    }

    @Test
    void findsIndexOptions() throws BuildFailedException {
        Requirements requirements =
                Requirements.read("requirements.txt", "--extra-index-url https://x.test/simple\ntorch");

        assertThat(requirements.options()).containsExactly("--extra-index-url https://x.test/simple");
    }
}
