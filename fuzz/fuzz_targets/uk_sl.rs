#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| namesieve_fuzz::list(namesieve::list::Format::UkSl, bytes));
