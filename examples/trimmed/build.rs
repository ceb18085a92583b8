//! Generates the operations that the program calls.

fn main() {
    alicloud_codegen::Builder::new()
        .specs("specs")
        .specs("../../specs/ims/2019-08-15")
        .operations([
            "ecs/DescribeInstances",
            "ecs/DescribeRegions",
            "ecs/RunInstances",
            "ims/GetUserMFAInfo",
            "vpc/DescribeV*",
        ])
        .generate();
}
